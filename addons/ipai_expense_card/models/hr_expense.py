# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

from .ipai_card_line_booking import RECEIPT_ACTIVITY


class HrExpense(models.Model):
    """One expense; here, with the card it was paid by and the line that says so."""

    _inherit = "hr.expense"

    ipai_card_id = fields.Many2one(
        "ipai.expense.card",
        string="Company Card",
        copy=False,
        index="btree_not_null",
        check_company=True,
        domain="[('employee_id', '=', employee_id)]",
    )
    ipai_card_line_ids = fields.One2many(
        "ipai.card.line", "expense_id", string="Statement Line", readonly=True
    )

    def _ipai_take_charge(self, line):
        """Make the expense the charge: paid by the card, in what it really cost.

        The bank's rate is known only from the statement, so an expense in foreign
        currency takes the charged amount; one that is booked already must agree.
        :raises UserError: when the amounts differ and cannot be made equal
        """
        self.ensure_one()
        system = self.sudo().with_context(ipai_reading=True)
        differs = self.company_currency_id.compare_amounts(
            self.total_amount, line.amount
        )
        if not self._ipai_is_open():
            if differs or self.payment_mode != "company_account":
                raise UserError(
                    self.env._(
                        "“%(expense)s” was submitted with another amount or payer. "
                        "Reset it to draft, so that it can follow the card.",
                        expense=self.name,
                    )
                )
            return
        foreign = self.currency_id != self.company_currency_id
        if differs and not foreign:
            raise UserError(
                self.env._(
                    "The card was charged %(charged)s, the receipt says %(amount)s. "
                    "Correct the expense first, or choose another one.",
                    charged=line.currency_id.format(line.amount),
                    amount=self.currency_id.format(self.total_amount_currency),
                )
            )
        system.write(
            {"payment_mode": "company_account", "ipai_card_id": line.card_id.id}
        )
        if differs:
            system.write({"total_amount": line.amount})

    def _prepare_payments_vals(self):
        self._ipai_use_card_journal()
        return super()._prepare_payments_vals()

    def _ipai_use_card_journal(self):
        """Book on the card's liability: 18.0 keeps the payment method on the report,
        19.0 on the expense."""
        card = self.sudo().ipai_card_id
        by_report = "sheet_id" in self._fields
        holder = self.sudo().sheet_id if by_report else self.sudo()
        cards = (
            {one.ipai_card_id for one in holder.expense_line_ids} if by_report else ()
        )
        if len(cards) > 1:
            raise UserError(
                self.env._(
                    "The report “%(report)s” mixes expenses of different cards. Put "
                    "each card's expenses on a report of their own.",
                    report=holder.name,
                )
            )
        method = card.payment_method_line_id
        if method and holder.payment_method_line_id != method:
            holder.payment_method_line_id = method

    def write(self, vals):
        done = super().write(vals)
        if vals.get("message_main_attachment_id"):
            asked = self.sudo().filtered("ipai_card_line_ids")
            asked.activity_feedback([RECEIPT_ACTIVITY])
        return done
