# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

# The account the Philippine chart keeps for cash advances of employees (18.0, 19.0).
CHART_ACCOUNTS = ("l10n_ph_110102", "l10n_ph_account_110102")


class ResCompany(models.Model):
    """A company; here, with its rules and accounts for cash advances and travel."""

    _inherit = "res.company"

    ipai_advance_account_id = fields.Many2one(
        "account.account",
        string="Account of Advances",
        check_company=True,
        domain="[('account_type', 'in', ('asset_receivable', 'asset_current'))]",
        help="Advances to employees until they are liquidated.",
    )
    ipai_advance_journal_id = fields.Many2one(
        "account.journal",
        string="Journal of Liquidations",
        check_company=True,
        domain="[('type', '=', 'general')]",
    )
    ipai_advance_days = fields.Integer(
        string="Days to Liquidate",
        default=30,
        help="After the day the money is needed, or after the return from the trip.",
    )
    ipai_advance_reminder_days = fields.Integer(
        string="Remind Days Before",
        default=3,
        help="How long before the due date the employee is reminded.",
    )
    ipai_advance_overdue = fields.Selection(
        [
            ("allow", "Allow a new advance"),
            ("warn", "Warn the approver"),
            ("block", "Refuse a new advance"),
        ],
        string="While an Advance Is Overdue",
        required=True,
        default="block",
    )
    ipai_per_diem_product_id = fields.Many2one(
        "product.product",
        string="Category of Per Diems",
        check_company=True,
        domain="[('can_be_expensed', '=', True)]",
    )

    @api.constrains("ipai_advance_account_id")
    def _check_ipai_advance_account(self):
        for company in self:
            account = company.ipai_advance_account_id
            if account and account.account_type not in (
                "asset_receivable",
                "asset_current",
            ):
                raise ValidationError(
                    self.env._(
                        "Advances are an asset: choose an account of the type "
                        "“Receivable” or “Current Assets”."
                    )
                )

    @api.constrains("ipai_advance_days", "ipai_advance_reminder_days")
    def _check_ipai_advance_days(self):
        for company in self:
            if min(company.ipai_advance_days, company.ipai_advance_reminder_days) < 0:
                raise ValidationError(self.env._("Days cannot be negative."))

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._ipai_let_advances_reconcile()
        return companies

    def write(self, vals):
        done = super().write(vals)
        if vals.get("ipai_advance_account_id"):
            self._ipai_let_advances_reconcile()
        return done

    def _ipai_choose_advance_account(self):
        """Take the chart's account of advances where none was chosen yet; the chart
        may have been loaded after this module."""
        for company in self.filtered(lambda one: not one.ipai_advance_account_id):
            for name in CHART_ACCOUNTS:
                account = self.env.ref(f"account.{company.id}_{name}", False)
                if account:
                    company.ipai_advance_account_id = account
                    break

    def _ipai_let_advances_reconcile(self):
        """The Philippine chart keeps its account without reconciliation, but what is
        open on an advance is known only by reconciling its payments and receipts."""
        accounts = self.ipai_advance_account_id.sudo()
        accounts.filtered(lambda account: not account.reconcile).reconcile = True
