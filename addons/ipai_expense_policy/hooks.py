# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def post_init_hook(env):
    """Give Philippine companies a pack of policies to start from, and what was
    submitted before there were levels its approvers."""
    companies = env["res.company"].search([])
    for company in companies:
        country = company.account_fiscal_country_id or company.country_id
        if country.code == "PH":
            env["ipai.expense.policy"]._load_pack("ph", company)
    submitted = env["hr.expense"].search([("state", "=", "submitted")])
    submitted._ipai_submissions()._ipai_open_missing()
