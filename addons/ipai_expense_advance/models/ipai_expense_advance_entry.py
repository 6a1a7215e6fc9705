# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models
from odoo.exceptions import UserError


class IpaiExpenseAdvance(models.Model):
    """Paying an advance out and taking what is left back: Dr/Cr advances, Cr/Dr bank.

    Each is a draft entry in the bank or cash journal until an accountant posts it.
    """

    _inherit = "ipai.expense.advance"

    def action_pay(self):
        """Ask for journal and date of the payment."""
        return self._open_payment("payment")

    def action_return(self):
        """Ask where the rest of the advance was paid back to."""
        return self._open_payment("return")

    def _open_payment(self, step):
        self.ensure_one()
        titles = {
            "payment": self.env._("Pay Advance"),
            "return": self.env._("Money Returned"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": titles[step],
            "res_model": "ipai.expense.advance.payment",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_advance_id": self.id, "default_step": step},
        }

    def _create_payment(self, journal, date, reference=None):
        """Draft entry: Dr advances to the employee, Cr bank or cash.

        :return: the account.move
        """
        self.ensure_one()
        self._check_accountant()
        if self.state != "approved":
            raise UserError(
                self.env._(
                    "%(number)s is not approved, or already paid.", number=self.name
                )
            )
        if self._drafts("payment"):
            raise UserError(
                self.env._(
                    "%(number)s already has a draft payment. Post or delete it.",
                    number=self.name,
                )
            )
        account = self._advance_account()
        return self._create_cash_entry(
            "payment", journal, date, account, self.amount, reference
        )

    def _create_return(self, journal, date, amount, reference=None):
        """Draft entry: Dr bank or cash, Cr advances, for money that came back.

        :param amount: in the advance's currency, at most what is open
        """
        self.ensure_one()
        self._check_accountant()
        available = self._available()
        too_much = self.currency_id.compare_amounts(amount, available) > 0
        if self.currency_id.compare_amounts(amount, 0) <= 0 or too_much:
            raise UserError(
                self.env._(
                    "Enter an amount between zero and %(available)s, what is open on "
                    "%(number)s.",
                    available=self.currency_id.format(available),
                    number=self.name,
                )
            )
        account = self._ledger_account()
        return self._create_cash_entry(
            "return", journal, date, account, -amount, reference
        )

    def _create_cash_entry(self, step, journal, date, account, amount, reference):
        """:param amount: of the line on the account of advances, credits negative"""
        cash = self._cash_account(journal, "outbound" if amount > 0 else "inbound")
        balance = self.currency_id._convert(
            amount, self.company_currency_id, self.company_id, date
        )
        label = self.env._(
            "%(number)s %(employee)s: %(purpose)s",
            number=self.name,
            employee=self.employee_id.name,
            purpose=self.purpose,
        )
        lines = [
            self._line(account, balance, amount, label, ipai_advance_id=self.id),
            self._line(cash, -balance, -amount, label),
        ]
        return self._create_entry(step, journal, date, lines, reference)

    def _create_entry(self, step, journal, date, lines, reference=None, **values):
        return (
            self.env["account.move"]
            .with_company(self.company_id)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": journal.id,
                    "date": date,
                    "ref": reference or self.name,
                    "ipai_advance_id": self.id,
                    "ipai_advance_step": step,
                    "line_ids": [Command.create(line) for line in lines],
                    **values,
                }
            )
        )

    def _line(self, account, balance, amount, label, partner=None, **values):
        """Values of a journal item in the advance's currency."""
        partner = partner or self._partner()
        return {
            "name": label,
            "account_id": account.id,
            "partner_id": partner.id,
            "balance": balance,
            "amount_currency": amount,
            "currency_id": self.currency_id.id,
            **values,
        }

    def _partner(self):
        employee = self.employee_id.sudo()
        if not employee.work_contact_id:
            raise UserError(
                self.env._(
                    "%(employee)s has no work contact. Add one on the employee's form.",
                    employee=employee.name,
                )
            )
        return employee.work_contact_id

    def _advance_account(self):
        company = self.company_id
        company.sudo()._ipai_choose_advance_account()
        account = company.ipai_advance_account_id
        if not account:
            raise UserError(
                self.env._(
                    "Choose the account of advances to employees under Settings > "
                    "Workbench > Cash advances."
                )
            )
        return account

    def _ledger_account(self):
        """The account this advance was paid from, whatever the settings say now."""
        paid = self.move_line_ids.filtered(lambda line: line.parent_state == "posted")
        return paid[:1].account_id or self._advance_account()

    def _cash_account(self, journal, direction):
        """Outstanding account of the journal's first method, else its own account."""
        methods = (
            journal.outbound_payment_method_line_ids
            if direction == "outbound"
            else journal.inbound_payment_method_line_ids
        )
        account = methods[:1].payment_account_id or journal.default_account_id
        if not account:
            raise UserError(
                self.env._(
                    "The journal %(journal)s has no account. Set one on the journal.",
                    journal=journal.display_name,
                )
            )
        return account

    def _drafts(self, *steps):
        return self.move_ids.filtered(
            lambda move: move.state == "draft" and move.ipai_advance_step in steps
        )

    def _available(self):
        """What is open less what drafts already take, in the advance's currency."""
        drafts = self._drafts("settlement", "return").line_ids
        taken = drafts.filtered(lambda line: line.ipai_advance_id == self)
        return self.amount_open + sum(taken.mapped("amount_currency"))

    def _check_accountant(self):
        if not self.env.su and not self.env["account.move"].has_access("create"):
            raise UserError(
                self.env._("Journal entries of advances are made by accountants.")
            )

    def _claim_exchange_differences(self):
        """Count the exchange differences of reconciling to the advance's ledger."""
        ledger = self.move_line_ids
        partials = ledger.matched_debit_ids | ledger.matched_credit_ids
        for move in partials.exchange_move_id:
            move.write({"ipai_advance_id": self.id, "ipai_advance_step": "exchange"})
            lines = move.line_ids.filtered(
                lambda line: line.account_id in ledger.account_id
            )
            lines.ipai_advance_id = self

    def _lock_ledger(self):
        """Keep two transactions from settling the same money at once."""
        self.env.cr.execute(
            "SELECT id FROM ipai_expense_advance WHERE id IN %s ORDER BY id FOR UPDATE",
            [tuple(self.ids)],
        )
        self.invalidate_recordset(["amount_open", "amount_open_company"])

    def action_open_moves(self):
        """The journal entries of the advance."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries of %(number)s", number=self.name),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("ipai_advance_id", "=", self.id)],
            "context": {"create": False},
        }

    def _statement_rows(self):
        """What the printed form lists: each posted entry, payment first.

        Read without the rights of an accountant: the employee prints the form, too.
        :return: [{date, text, reference, amount, currency}], credits negative
        """
        self.ensure_one()
        advance = self.sudo()
        ledger = advance.move_line_ids.filtered(
            lambda line: line.parent_state == "posted"
        )
        return [
            {
                "date": line.date,
                "text": line.name,
                "reference": line.move_id.name,
                "amount": line.amount_currency,
                "currency": line.currency_id,
            }
            for line in ledger.sorted(lambda line: (line.date, line.id))
        ]
