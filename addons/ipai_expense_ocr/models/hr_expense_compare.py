# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.receipt import name_words, tin_digits


class HrExpense(models.Model):
    """Two expenses that may be the same purchase, side by side."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    def ipai_compare_duplicates(self):
        """This expense and those it may repeat, ready to be shown side by side.

        :return: {this: expense, others: [expense with same: [names of equal values]],
            hidden: how many this user may not see, note}; an expense is {id, name,
            employee, state, can_change, receipt: {id, name, mimetype}, values:
            {vendor, receipt_number, total, date}}
        """
        self.ensure_one()
        self.check_access("read")
        every = self.sudo().ipai_duplicate_ids.sudo(False)
        visible = every._filtered_access("read")
        return {
            "this": self._ipai_comparison(),
            "others": [
                {**other._ipai_comparison(), "same": self._ipai_equal_values(other)}
                for other in visible
            ],
            "hidden": len(every - visible),
            "note": self.ipai_duplicate_note or "",
        }

    def _ipai_comparison(self):
        receipt = self.message_main_attachment_id
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": self.id,
            "name": self.name,
            "employee": self.sudo().employee_id.name or "",
            "state": states.get(self.state, ""),
            "can_change": self._ipai_is_open() and self.has_access("write"),
            "receipt": {
                "id": receipt.id,
                "name": receipt.name or "",
                "mimetype": receipt.mimetype or "",
            },
            "values": {
                "vendor": self.vendor_id.name or self.ipai_vendor_name or "",
                "receipt_number": self.ipai_receipt_number or "",
                "total": self.currency_id.format(self.total_amount_currency),
                "date": format_date(self.env, self.date) if self.date else "",
            },
        }

    def _ipai_equal_values(self, other):
        """Names of the compared values that are the same on both."""
        tin = tin_digits(self.ipai_tin)[0]
        pairs = {
            "vendor": (
                (self.vendor_id and self.vendor_id == other.vendor_id)
                or (tin and tin == tin_digits(other.ipai_tin)[0])
                or (
                    self.ipai_vendor_name
                    and name_words(self.ipai_vendor_name)
                    == name_words(other.ipai_vendor_name)
                )
            ),
            "receipt_number": self.ipai_receipt_number
            and self.ipai_receipt_number == other.ipai_receipt_number,
            "total": self.currency_id == other.currency_id
            and not self.currency_id.compare_amounts(
                self.total_amount_currency, other.total_amount_currency
            ),
            "date": self.date and self.date == other.date,
        }
        return [name for name, is_equal in pairs.items() if is_equal]

    def action_ipai_drop_duplicate(self):
        """Delete this expense, because its receipt is entered already.

        :return: True
        :raise UserError: once submitted: then it is refused, with a reason
        """
        for expense in self:
            if not expense._ipai_is_open():
                raise UserError(
                    self.env._(
                        "“%(expense)s” is already submitted: its approver refuses it, "
                        "with “Duplicate” as reason.",
                        expense=expense.name,
                    )
                )
        self.check_access("write")
        self.unlink()
        return True

    def ipai_keep_both(self, other_ids=None):
        """The receipts only look alike: neither is a duplicate of the other.

        :param other_ids: ids of the expenses compared; all suspects when left out
        :return: True
        """
        self.ensure_one()
        self.check_access("write")
        this = self.sudo()
        others = this.ipai_duplicate_ids.filtered(
            lambda other: not other_ids or other.id in other_ids
        )
        for expense, distinct in [(this, others), *((other, this) for other in others)]:
            expense.ipai_not_duplicate_ids = [
                Command.link(record.id) for record in distinct
            ]
            expense._ipai_find_duplicates()
        return True
