# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from decimal import Decimal

from odoo import Command, models

from ..tools.matching import Charge, Receipt, clear_pairs, score

# Below this a suggestion would only cost time.
WORTH_SHOWING = 50
SHOWN = 5


class IpaiCardStatement(models.Model):
    """Matching the open charges of a statement with expenses."""

    _inherit = "ipai.card.statement"

    def _match(self):
        """Match the clear ones and keep the best suggestions for the others.

        :return: how many lines were matched
        """
        self.ensure_one()
        lines = self.line_ids.filtered(
            lambda line: (
                line.kind == "purchase"
                and line.amount > 0
                and not line.expense_id
                and not line.move_id
            )
        )
        lines.suggestion_ids.unlink()
        expenses = self._candidates(lines)
        days = self.card_id.match_days
        charges = {line: line._as_charge() for line in lines}
        receipts = {expense: expense._ipai_as_purchase() for expense in expenses}
        scores = {
            (line, expense): percent
            for line, charge in charges.items()
            for expense, receipt in receipts.items()
            if (percent := score(charge, receipt, days)) >= WORTH_SHOWING
        }
        matched = clear_pairs(scores)
        for line, expense in matched:
            line._set_expense(expense)
        self._keep_suggestions(scores, matched)
        return len(matched)

    def _keep_suggestions(self, scores, matched):
        done = {one for pair in matched for one in pair}
        best = {}
        for (line, expense), percent in scores.items():
            if line not in done and expense not in done:
                best.setdefault(line, []).append((percent, expense.id))
        for line, found in best.items():
            line.suggestion_ids = [
                Command.create({"expense_id": expense_id, "score": percent})
                for percent, expense_id in sorted(found, reverse=True)[:SHOWN]
            ]

    def _candidates(self, lines):
        """Expenses of the holder that no statement line has yet.

        Read with all rights: who matches statements need not be an approver, and what
        is searched is the holder's own in this company.
        """
        if not lines:
            return self.env["hr.expense"]
        days = timedelta(days=self.card_id.match_days)
        dates = [day for line in lines for day in line._dates()]
        expenses = (
            self.env["hr.expense"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("employee_id", "=", self.employee_id.id),
                    ("ipai_card_line_ids", "=", False),
                    ("ipai_card_id", "in", (False, self.card_id.id)),
                    ("date", ">=", min(dates) - days),
                    ("date", "<=", max(dates) + days),
                    ("state", "!=", "refused"),
                ]
            )
        )
        return expenses.filtered(
            lambda expense: (
                expense.payment_mode == "company_account" or expense._ipai_is_open()
            )
        )


class IpaiCardLine(models.Model):
    _inherit = "ipai.card.line"

    def _dates(self):
        return tuple(day for day in (self.date, self.date_posted) if day)

    def _as_charge(self):
        places = self.currency_id.decimal_places
        foreign = self.original_currency_id
        return Charge(
            dates=self._dates(),
            amount=round(Decimal(str(self.amount)), places),
            original_amount=round(
                Decimal(str(self.original_amount)), foreign.decimal_places
            )
            if foreign
            else None,
            original_currency=foreign.name or None,
            merchant=self.merchant or self.description,
            last_four=self.card_id.last_four,
        )


class HrExpense(models.Model):
    _inherit = "hr.expense"

    def _ipai_as_purchase(self):
        """The expense as matching sees it, with the text that was read on it."""
        lines = (self.ipai_reading or {}).get("lines") or []
        return Receipt(
            date=self.date,
            amount=round(
                Decimal(str(self.total_amount)),
                self.company_currency_id.decimal_places,
            ),
            original_amount=round(
                Decimal(str(self.total_amount_currency)),
                self.currency_id.decimal_places,
            ),
            original_currency=self.currency_id.name,
            is_foreign=self.currency_id != self.company_currency_id,
            vendors=(self.vendor_id.name, self.ipai_vendor_name, self.name),
            text="\n".join(line.get("text") or "" for line in lines),
        )
