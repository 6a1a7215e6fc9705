# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
def post_init_hook(env):
    """Choose the chart's own account of advances where a company has none yet."""
    env["res.company"].search([])._ipai_choose_advance_account()
