# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def post_init_hook(env):
    """Classify the taxes of every chart that was there before this module, and fill
    the accounts of closing entries whose use is plain."""
    env["account.tax"].with_context(active_test=False).search(
        []
    )._ipai_prefill_tax_class()
    env["res.company"].search([])._ipai_prefill_accounts()


def uninstall_hook(env):
    """Delete the returns before the forms and editions they refer to go, and leave no
    trigger behind that marks days nobody sums up."""
    # An activity of a type that goes would keep the type from going.
    env["mail.activity"].search([("res_model", "=", "ipai.bir.obligation")]).unlink()
    env = env(su=True, context={**env.context, MODULE_UNINSTALL_FLAG: True})
    env["ipai.bir.proof"].search([]).unlink()
    # an amendment before what it amends
    returns = env["ipai.bir.return"].search([])
    returns.sorted("amendment_number", reverse=True).unlink()
    env["ipai.bir.ledger"]._drop_summary()
