# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class IpaiExpenseAdvance(models.Model):
    """Liquidation: what the employee spent is settled against the advance.

    The expense's entry owes the amount to the employee (Cr payable). A transfer entry
    takes it over: Dr payable, Cr advances. It is proposed as a draft when the expense
    is posted; posting it reconciles both sides. What was spent above the advance stays
    payable; what was not spent stays open until it is returned.
    """

    _inherit = "ipai.expense.advance"

    def action_propose_settlement(self):
        """Draft transfers for posted expenses that were not settled yet."""
        self._check_accountant()
        for advance in self:
            if not advance.sudo()._propose_settlements():
                raise UserError(
                    self.env._(
                        "No posted expense of %(number)s waits for settlement. Link "
                        "expenses to the advance and post them.",
                        number=advance.name,
                    )
                )
        return True

    def action_post_settlement(self):
        """Post the proposed transfers; both sides are reconciled."""
        self._check_accountant()
        for advance in self:
            drafts = advance._drafts("settlement")
            if not drafts:
                raise UserError(
                    self.env._(
                        "%(number)s has no draft settlement.", number=advance.name
                    )
                )
            drafts.action_post()
        return True

    def _expense_bills(self):
        """Posted entries that owe the linked expenses to the employee."""
        lines = self.env["account.move.line"].search(
            [
                ("expense_id", "in", self.expense_ids.ids),
                ("parent_state", "=", "posted"),
                ("move_id.move_type", "in", ("in_invoice", "in_receipt")),
            ]
        )
        return lines.move_id

    def _propose_settlements(self, bills=None):
        """Draft one transfer for each bill that has none.

        :return: the account.move records that were drafted
        """
        self.ensure_one()
        drafted = self.env["account.move"]
        if self.state not in ("paid", "liquidating"):
            return drafted
        self._lock_ledger()
        for bill in self._expense_bills() if bills is None else bills:
            settled = self.move_ids.filtered(
                lambda move, bill=bill: (
                    move.ipai_settled_move_id == bill and move.state != "cancel"
                )
            )
            if settled:
                settled._ipai_reconcile_advance()
            elif lines := self._settlement_lines(bill):
                drafted |= self._create_entry(
                    "settlement",
                    self._settlement_journal(),
                    max(bill.date, self._paid_on()),
                    lines,
                    self.env._("Liquidation of %(number)s", number=self.name),
                    ipai_settled_move_id=bill.id,
                )
        return drafted

    def _paid_on(self):
        lines = self.move_line_ids.filtered(lambda line: line.parent_state == "posted")
        return min(lines.mapped("date"), default=fields.Date.context_today(self))

    def _settlement_journal(self):
        journal = self.company_id.ipai_advance_journal_id or self.env[
            "account.journal"
        ].search(
            [
                *self.env["account.journal"]._check_company_domain(self.company_id),
                ("type", "=", "general"),
            ],
            limit=1,
        )
        if not journal:
            raise UserError(
                self.env._("Create a journal of the type “Miscellaneous” first.")
            )
        return journal

    def _settlement_lines(self, bill):
        """Values of Dr payable and Cr advances, or nothing when neither side is open.

        The smallest of three limits counts: what was spent on this advance, what is
        still owed on the bill, and what is still open on the advance.
        """
        expenses = bill.line_ids.expense_id.filtered(
            lambda expense: expense.ipai_advance_id == self
        )
        payable = bill.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "liability_payable"
                and not line.reconciled
            )
        )
        owed = -sum(payable.mapped("amount_residual"))
        spent = sum(expenses.mapped("total_amount"))
        amount = min(owed, spent)
        available = self._available()
        if self.company_currency_id.compare_amounts(amount, 0) <= 0 or (
            self.currency_id.compare_amounts(available, 0) <= 0
        ):
            return None
        foreign = self.currency_id.round(
            self._spent_in_own_currency(expenses) * amount / spent
        )
        if self.currency_id.compare_amounts(foreign, available) > 0:
            amount = self.company_currency_id.round(amount * available / foreign)
            foreign = available
        label = self.env._(
            "Liquidation of %(number)s: %(reference)s",
            number=self.name,
            reference=bill.ref or bill.name,
        )
        debit = self._line(
            payable[:1].account_id, amount, amount, label, payable[:1].partner_id
        )
        debit["currency_id"] = self.company_currency_id.id
        credit = self._line(
            self._ledger_account(), -amount, -foreign, label, ipai_advance_id=self.id
        )
        return [debit, credit]

    def _spent_in_own_currency(self, expenses):
        """Expenses in the advance's currency as they are; others at the date's rate."""
        total = 0.0
        for expense in expenses:
            if expense.currency_id == self.currency_id:
                total += expense.total_amount_currency
            else:
                total += self.company_currency_id._convert(
                    expense.total_amount,
                    self.currency_id,
                    self.company_id,
                    expense.date,
                )
        return total
