# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
# The account the Philippine chart keeps for cash advances of employees (18.0, 19.0).
CHART_ACCOUNTS = ("l10n_ph_110102", "l10n_ph_account_110102")


def post_init_hook(env):
    """Choose the chart's own account of advances where a company has none yet."""
    for company in env["res.company"].search([("ipai_advance_account_id", "=", False)]):
        for name in CHART_ACCOUNTS:
            account = env.ref(f"account.{company.id}_{name}", raise_if_not_found=False)
            if account:
                company.ipai_advance_account_id = account
                break
