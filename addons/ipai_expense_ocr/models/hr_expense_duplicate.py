# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import create_index

from ..tools.likeness import (
    DIGITS,
    ENOUGH,
    Purchase,
    is_picture_hash,
    looks_alike,
    may_be_one_picture,
    near_bands,
)
from ..tools.receipt import number_key
from .hr_expense import PENDING, READ, REVIEW

# So many are named; the others are listed beside the receipt.
MOST_NAMED = 3
COMPARED = (
    "company_id",
    "date",
    "total_amount_currency",
    "ipai_number_key",
    "ipai_file_hash",
    "ipai_picture_hash",
)


class HrExpense(models.Model):
    """The same purchase entered twice: by file, by picture, by what it says.

    It only leads to a review; whether a duplicate is refused is for policies to say.
    """

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    ipai_file_hash = fields.Char(
        string="Fingerprint of the File",
        copy=False,
        index="btree_not_null",
        help="SHA-256 of the receipt's file.",
    )
    ipai_picture_hash = fields.Char(
        string="Fingerprint of the Picture",
        copy=False,
        help="Perceptual hash of the first page: alike for pictures that look alike.",
    )
    ipai_number_key = fields.Char(
        compute="_compute_ipai_number_key",
        store=True,
        help="The receipt number in the form it is compared.",
    )
    ipai_duplicate_ids = fields.Many2many(
        "hr.expense",
        "ipai_expense_duplicate_rel",
        "expense_id",
        "duplicate_id",
        string="May Be Entered Already As",
        copy=False,
    )
    ipai_duplicate_bill_ids = fields.Many2many(
        "account.move",
        "ipai_expense_duplicate_bill_rel",
        "expense_id",
        "move_id",
        string="May Be Entered Already As Bill",
        copy=False,
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    ipai_not_duplicate_ids = fields.Many2many(
        "hr.expense",
        "ipai_expense_not_duplicate_rel",
        "expense_id",
        "other_id",
        string="Purchases of Their Own",
        copy=False,
    )
    ipai_duplicate_note = fields.Text(string="About Duplicates", copy=False)

    def init(self):
        """Indexes that find candidates without comparing every expense."""
        result = super().init()
        for name, columns in {
            "day": ["company_id", "date", "total_amount_currency"],
            "number": ["company_id", "ipai_number_key"],
            **{
                f"picture_{band}": [
                    "company_id",
                    f"substr(ipai_picture_hash, {band * DIGITS + 1}, {DIGITS})",
                ]
                for band in range(4)
            },
        }.items():
            create_index(self.env.cr, f"hr_expense_ipai_{name}", self._table, columns)
        return result

    @api.depends("ipai_receipt_number")
    def _compute_ipai_number_key(self):
        for expense in self:
            expense.ipai_number_key = number_key(expense.ipai_receipt_number)

    def _ipai_find_duplicates(self, only_earlier=False, again=False):
        """Note the expenses and bills of the company that may be this purchase.

        :param only_earlier: of a pair that both wait, name the first to the second
        :param again: the receipt was read anew, so what is found is for review even
            when it was found before
        """
        self.ensure_one()
        expense = self._ipai_as_system().with_context(ipai_reading=True)
        found = expense._ipai_duplicate_expenses(only_earlier)
        bills = expense._ipai_duplicate_bills()
        known = expense.ipai_duplicate_ids, expense.ipai_duplicate_bill_ids
        news = bool(set(found) - set(known[0]) or set(bills) - set(known[1]))
        vals = {
            "ipai_duplicate_ids": [Command.set([other.id for other in found])],
            "ipai_duplicate_bill_ids": [Command.set([bill.id for bill in bills])],
            "ipai_duplicate_note": expense._ipai_tell_duplicates(found, bills),
        }
        if (news or (again and (found or bills))) and expense.ipai_state == READ:
            vals["ipai_state"] = REVIEW
        expense.write(vals)
        if not found and not bills and any(known):
            self._ipai_settle_if_clear()

    def _ipai_duplicate_expenses(self, only_earlier):
        """{expense: why}, without those that a person said to be another purchase."""
        found = {}
        for other in self.browse(self._ipai_candidates()) - self._ipai_distinct():
            if self._ipai_same_receipt(other) or self in other.ipai_duplicate_ids:
                continue
            later = other.id > self.id and other._ipai_is_open()
            is_known = other in self.ipai_duplicate_ids
            unread = other.ipai_state == PENDING
            if later and (unread or only_earlier) and not is_known:
                continue
            why = self._ipai_why_same(other)
            if why:
                found[other] = why
        return found

    def _ipai_distinct(self):
        """Expenses a person said to be purchases of their own."""
        return self.ipai_not_duplicate_ids

    def _compute_same_receipt_expense_ids(self):
        """Odoo's own warning is not meant for the parts of one receipt."""
        result = super()._compute_same_receipt_expense_ids()
        for expense in self:
            expense.same_receipt_expense_ids = (
                expense.same_receipt_expense_ids.filtered(
                    lambda other, expense=expense: not expense._ipai_same_receipt(other)
                )
            )
        return result

    def _ipai_same_receipt(self, other):
        """Whether both are parts of one receipt, or receipts of one file."""
        return (self.ipai_origin_id or self) == (other.ipai_origin_id or other)

    def _ipai_candidates(self):
        """Ids of expenses worth comparing, each way by an index."""
        self.env["hr.expense"].flush_model(COMPARED)
        amount = self._ipai_total() or None
        ways = [
            SQL("ipai_file_hash = %s", self.ipai_file_hash or None),
            SQL("date = %s AND total_amount_currency = %s", self.date or None, amount),
            SQL(
                "ipai_number_key = %s AND (date = %s OR total_amount_currency = %s)",
                self.ipai_number_key or None,
                self.date or None,
                amount,
            ),
        ]
        if is_picture_hash(self.ipai_picture_hash):
            ways += [
                SQL(
                    "substr(ipai_picture_hash, %s, %s) = ANY(%s)",
                    SQL(str(band * DIGITS + 1)),
                    SQL(str(DIGITS)),
                    values,
                )
                for band, values in enumerate(near_bands(self.ipai_picture_hash))
            ]
        selects = [
            SQL(
                "SELECT id FROM hr_expense WHERE company_id = %s AND id != %s AND %s",
                self.company_id.id,
                self.id,
                way,
            )
            for way in ways
        ]
        self.env.cr.execute(SQL(" UNION ").join(selects))
        return sorted(row[0] for row in self.env.cr.fetchall())

    def _ipai_purchase(self):
        return Purchase(
            partner=self.vendor_id.commercial_partner_id.id or None,
            tin=self.ipai_tin or self.vendor_id.vat or None,
            vendor=self.ipai_vendor_name or self.vendor_id.name or None,
            number=self.ipai_receipt_number or None,
            amount=self._ipai_total() or None,
            currency=self.currency_id.id,
            day=self.date or None,
        )

    def _ipai_why_same(self, other):
        """What makes another expense the same purchase, as texts; [] when it is not."""
        if self.ipai_file_hash and self.ipai_file_hash == other.ipai_file_hash:
            return [self.env._("the same file")]
        mine, theirs = self._ipai_purchase(), other._ipai_purchase()
        agreed = mine.agrees(theirs)
        if len(agreed) >= ENOUGH:
            return self._ipai_names_of(agreed)
        alike = looks_alike(self.ipai_picture_hash, other.ipai_picture_hash)
        if alike and may_be_one_picture(mine, theirs):
            return [self.env._("the same picture")]
        return []

    def _ipai_duplicate_bills(self):
        """{vendor bill: why}; bills that expenses made are expenses already."""
        mine = self._ipai_purchase()
        ways = []
        if mine.day and mine.amount:
            ways.append(
                [("invoice_date", "=", mine.day), ("amount_total", "=", mine.amount)]
            )
        if self.ipai_number_key and len(self.ipai_number_key) >= ENOUGH:
            by_number = [("ref", "ilike", self.ipai_number_key)]
            ways += [
                [*by_number, ("invoice_date", "=", mine.day)],
                [*by_number, ("amount_total", "=", mine.amount)],
            ]
        bills = self.env["account.move"]
        for way in ways:
            bills |= bills.search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("move_type", "in", ("in_invoice", "in_receipt")),
                    ("state", "!=", "cancel"),
                    *way,
                ]
            )
        found = {}
        for bill in bills.filtered(lambda bill: not bill.line_ids.expense_id):
            agreed = mine.agrees(self._ipai_purchase_of_bill(bill))
            if len(agreed) >= ENOUGH:
                found[bill] = self._ipai_names_of(agreed)
        return found

    def _ipai_purchase_of_bill(self, bill):
        vendor = bill.commercial_partner_id
        return Purchase(
            partner=vendor.id or None,
            tin=vendor.vat or None,
            vendor=vendor.name or None,
            number=bill.ref or None,
            amount=self._ipai_decimal(bill.amount_total, bill.currency_id),
            currency=bill.currency_id.id,
            day=bill.invoice_date or None,
        )

    def _ipai_names_of(self, agreed):
        names = {
            "vendor": self.env._("vendor"),
            "number": self.env._("number"),
            "amount": self.env._("amount"),
            "date": self.env._("date"),
        }
        return [self.env._("the same %s", ", ".join(names[name] for name in agreed))]

    def _ipai_tell_duplicates(self, expenses, bills):
        """A sentence for each of the first; another employee's expense is not named,
        for its owner alone and approvers may see it."""
        sentences = []
        for other, why in list(expenses.items())[:MOST_NAMED]:
            if other.employee_id == self.employee_id:
                name = self.env._("your expense “%s”", other.name)
            else:
                name = self.env._("an expense of another employee")
            sentences.append((name, why))
        for bill, why in list(bills.items())[:MOST_NAMED]:
            sentences.append((self.env._("vendor bill %s", bill.name), why))
        return (
            "\n".join(
                self.env._(
                    "This may be entered already: %(name)s has %(why)s.",
                    name=name,
                    why=", ".join(why),
                )
                for name, why in sentences
            )
            or False
        )
