# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class IpaiCardSettlement(models.TransientModel):
    """One payment of a card statement before it is booked."""

    _name = "ipai.card.settlement"
    _description = "Pay a Card Statement"

    statement_id = fields.Many2one("ipai.card.statement", required=True, readonly=True)
    company_id = fields.Many2one(related="statement_id.company_id")
    currency_id = fields.Many2one(related="statement_id.currency_id")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    date = fields.Date(required=True, default=fields.Date.context_today)
    journal_id = fields.Many2one(
        "account.journal",
        string="Bank",
        required=True,
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
    )
    reference = fields.Char()

    @api.depends("statement_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = max(wizard.statement_id._amount_due(), 0)

    def action_draft(self):
        """Leave the entry as a draft."""
        self._create_entry()
        return {"type": "ir.actions.act_window_close"}

    def action_post(self):
        """Make the entry and post it."""
        self._create_entry().action_post()
        return {"type": "ir.actions.act_window_close"}

    def _create_entry(self):
        """Dr card liability, Cr bank; partial payments leave the rest owed."""
        self.ensure_one()
        statement, currency = self.statement_id, self.currency_id
        due = statement._amount_due()
        too_much = currency.compare_amounts(self.amount, due) > 0
        if currency.compare_amounts(self.amount, 0) <= 0 or too_much:
            raise UserError(
                self.env._(
                    "Enter an amount between zero and %(due)s, what is still owed.",
                    due=currency.format(due),
                )
            )
        methods = self.journal_id.outbound_payment_method_line_ids
        bank = methods[:1].payment_account_id or self.journal_id.default_account_id
        sides = (
            (statement.card_id.liability_account_id, self.amount),
            (bank, -self.amount),
        )
        return self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.journal_id.id,
                "date": self.date,
                "ref": self.reference or statement.name,
                "ipai_card_statement_id": statement.id,
                "line_ids": [
                    Command.create(
                        {
                            "name": statement.name,
                            "account_id": account.id,
                            "balance": balance,
                        }
                    )
                    for account, balance in sides
                ],
            }
        )
