# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models
from odoo.exceptions import UserError

RECEIPT_ACTIVITY = "ipai_expense_card.mail_activity_receipt"


class IpaiCardLine(models.Model):
    """What a person decides on a line, and the entry that follows from it."""

    _inherit = "ipai.card.line"

    def action_accept(self):
        """Take the best suggestion of each line."""
        for line in self:
            if not line.best_id:
                raise UserError(
                    self.env._(
                        "No receipt fits “%(line)s”. Choose one, or ask for it.",
                        line=line.description,
                    )
                )
            line._set_expense(line.best_id.expense_id)
        return True

    def _set_expense(self, expense):
        """Tie the expense to the line; an open one takes the charged amount over."""
        self.ensure_one()
        self._check_undecided()
        expense.sudo()._ipai_take_charge(self)
        self.write({"expense_id": expense.id, "kind": "purchase"})
        self.suggestion_ids.unlink()
        self.env["ipai.card.suggestion"].search(
            [("expense_id", "=", expense.id)]
        ).unlink()

    def _check_undecided(self):
        for line in self:
            if line.expense_id or line.move_id:
                raise UserError(
                    self.env._(
                        "“%(line)s” is already matched or booked. Undo it first.",
                        line=line.description,
                    )
                )

    def action_ask_receipt(self):
        """Make the expense of each line and ask the holder for its receipt."""
        for line in self:
            if line.amount <= 0:
                raise UserError(self.env._("Receipts are asked for charges only."))
            expense = line.sudo()._create_expense()
            line._set_expense(expense)
            holder = line.employee_id.sudo().user_id
            if holder:
                expense.sudo().activity_schedule(
                    RECEIPT_ACTIVITY,
                    user_id=holder.id,
                    summary=self.env._(
                        "Upload the receipt of %(merchant)s, %(amount)s of %(date)s",
                        merchant=line.merchant or line.description,
                        amount=line.currency_id.format(line.amount),
                        date=line.date,
                    ),
                )
        return True

    def _create_expense(self):
        products = self.env["product.product"].search(
            [
                ("can_be_expensed", "=", True),
                ("company_id", "in", (False, self.company_id.id)),
            ]
        )
        free = products.filtered(
            lambda one: not one.with_company(self.company_id).standard_price
        )
        general = free.filtered(lambda one: one.default_code == "EXP_GEN")
        if not free:
            raise UserError(
                self.env._("Create an expense category without a cost first.")
            )
        foreign = self.original_currency_id and self.original_amount
        currency = self.original_currency_id if foreign else self.currency_id
        return self.env["hr.expense"].create(
            {
                "name": self.merchant or self.description,
                "employee_id": self.employee_id.id,
                "company_id": self.company_id.id,
                "product_id": (general or free)[0].id,
                "date": self.date,
                "currency_id": currency.id,
                "total_amount_currency": self.original_amount
                if foreign
                else self.amount,
                "quantity": 1,
                "tax_ids": False,
                "payment_mode": "company_account",
                "ipai_card_id": self.card_id.id,
            }
        )

    def action_waive_receipt(self):
        """Accept charges whose receipt is lost."""
        for line in self:
            if line.state != "asked":
                raise UserError(self.env._("Ask for the receipt first."))
            line.is_waived = True
            line.expense_id.sudo().activity_unlink([RECEIPT_ACTIVITY])
        return True

    def action_fee(self):
        """Book bank charges: Dr fees, Cr card liability."""
        for line in self:
            account = line.card_id.fee_account_id
            if not account:
                raise UserError(
                    self.env._(
                        "Choose the account of fees on the card %(card)s.",
                        card=line.card_id.display_name,
                    )
                )
            line._book("fee", account)
        return True

    def action_personal(self):
        """Book private spending: Dr receivable from the holder, Cr card liability."""
        for line in self:
            partner = line.employee_id.sudo().work_contact_id
            if not partner:
                raise UserError(
                    self.env._(
                        "%(employee)s has no work contact. Add one on the employee's "
                        "form.",
                        employee=line.employee_id.name,
                    )
                )
            owner = partner.with_company(line.company_id)
            line._book("personal", owner.property_account_receivable_id, partner)
        return True

    def action_refund(self):
        """Ask which expense was refunded."""
        self.ensure_one()
        self._check_undecided()
        if self.amount >= 0:
            raise UserError(self.env._("Only credits can be refunds."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refund"),
            "res_model": "ipai.card.refund",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_line_id": self.id},
        }

    def action_payment(self):
        """The credit is the payment of an earlier statement, booked by its
        settlement."""
        for line in self:
            line._check_undecided()
            if line.amount >= 0:
                raise UserError(self.env._("Only credits can be payments."))
            line.kind = "payment"
        return True

    def _book(self, kind, account, partner=None, taxes=None):
        """Post the line against an account; the other side is the card's liability.

        :param taxes: included in the amount; Odoo adds their journal items
        """
        self.ensure_one()
        self._check_undecided()
        if not account:
            raise UserError(self.env._("The account to book on is missing."))
        base = self.amount
        if taxes:
            included = taxes.with_context(force_price_include=True)
            base = included.compute_all(self.amount, self.currency_id)["total_excluded"]
        counterpart = {
            "name": self.description,
            "account_id": account.id,
            "partner_id": partner and partner.id,
            "balance": base,
            "tax_ids": [Command.set(taxes.ids if taxes else [])],
        }
        liability = {
            "name": self.description,
            "account_id": self.card_id.liability_account_id.id,
            "balance": -self.amount,
        }
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.card_id.journal_id.id,
                "date": self.date_posted or self.date,
                "ref": self.reference or self.description,
                "line_ids": [Command.create(counterpart), Command.create(liability)],
            }
        )
        move.action_post()
        self.write({"kind": kind, "move_id": move.id})
        self.suggestion_ids.unlink()
        return move

    def action_undo(self):
        """Take the decision back; a posted entry is reversed on its own date."""
        for line in self:
            move = line.move_id
            line.write(
                {
                    "expense_id": False,
                    "move_id": False,
                    "kind": "purchase",
                    "is_waived": False,
                }
            )
            if move.state == "posted":
                move._reverse_moves([{"date": move.date}], cancel=True)
            elif move:
                move.unlink()
        return True
