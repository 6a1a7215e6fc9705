# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools.receipt import Reading
from ..tools.split import Item, parts

# What is printed on the receipt holds for each expense it is split into: the vendor
# and the TIN are what the summary list of purchases is made of.
OF_THE_RECEIPT = (
    "ipai_vendor_name",
    "ipai_tin",
    "ipai_receipt_number",
    "ipai_time",
    "ipai_vat_registered",
    "ipai_payment_method",
    "ipai_reading",
    "ipai_filled",
    "ipai_file_hash",
    "ipai_picture_hash",
    "ipai_source",
    "ipai_read_at",
    "ipai_confirmed_at",
)


class HrExpense(models.Model):
    """One receipt on several expenses: by category, and what carries VAT apart."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    ipai_part = fields.Selection(
        [("vatable", "With VAT"), ("exempt", "Without VAT")],
        string="Part of a Split Receipt",
        copy=False,
    )

    ipai_can_split = fields.Boolean(compute="_compute_ipai_can_split")

    @api.depends(
        "ipai_line_ids.product_id",
        "ipai_line_ids.is_vatable",
        "ipai_reading",
        "tax_ids",
    )
    def _compute_ipai_can_split(self):
        for expense in self:
            expense.ipai_can_split = bool(
                expense.ipai_read_at
                and not expense.ipai_part
                and expense._ipai_is_open()
                and len(expense._ipai_parts()) > 1
            )

    def action_ipai_split_lines(self):
        """Open Odoo's split of an expense, filled in from the items on the receipt.

        Each category, and what carries VAT and what does not, gets a part; together
        they are the amount of the expense.
        """
        self.ensure_one()
        found = [] if self.ipai_part else self._ipai_parts()
        if len(found) < 2:
            raise UserError(
                self.env._(
                    "Nothing on this receipt calls for a split: all items have one "
                    "category and one VAT treatment. Give items another category "
                    "first, or use Odoo's “Split Expense”."
                )
            )
        action = self.action_split_wizard()
        wizard = self.env["hr.expense.split.wizard"].browse(action["res_id"])
        wizard.expense_split_line_ids = [
            Command.clear(),
            *(Command.create(self._ipai_part_values(part)) for part in found),
        ]
        return action

    def _ipai_parts(self):
        """The parts of the receipt by category (product id) and VAT."""
        total = self._ipai_total()
        vatable = self._ipai_vatable_part()
        if vatable is None:
            vatable = total if self.tax_ids else total - total
        items = [
            Item(
                amount=self._ipai_decimal(line.amount, self.currency_id),
                key=line.product_id.id or self.product_id.id,
                is_vatable=line.is_vatable and vatable > 0,
            )
            for line in self.ipai_line_ids
        ]
        unit = self._ipai_decimal(self.currency_id.rounding, self.currency_id)
        return parts(total, vatable, items, self.product_id.id, unit)

    def _ipai_part_values(self, part):
        """A line of Odoo's split wizard."""
        values = dict(self._get_split_values()[0])
        product = self.env["product.product"].browse(part.key)
        values.update(
            name=self._ipai_part_name(part, product),
            product_id=product.id,
            total_amount_currency=float(part.amount),
            tax_ids=[Command.set(self._ipai_part_taxes(part, product).ids)],
        )
        return values

    def _ipai_part_name(self, part, product):
        """The items of the part as far as they fit a line, else the expense's name."""
        lines = self.ipai_line_ids.filtered(
            lambda line: (
                (line.product_id or self.product_id) == product
                and line.is_vatable == part.is_vatable
            )
        )
        items = ", ".join(lines.mapped("description"))
        if not items and not part.is_vatable:
            items = self.env._("without VAT")
        return f"{self.name}: {items}"[:120] if items else self.name

    def _ipai_part_taxes(self, part, product):
        """The tax of what carries VAT: at the rate the receipt shows."""
        if not part.is_vatable:
            return self.env["account.tax"]
        reading = Reading(self.ipai_reading or {})
        found = reading.amount("tax") and self._ipai_part_tax(reading, product)
        return found or self.tax_ids

    def _ipai_split_values(self, taxes):
        """What a part keeps of the receipt, beside Odoo's own values."""
        return {
            **{name: self[name] for name in OF_THE_RECEIPT},
            "ipai_part": "vatable" if taxes else "exempt",
            "ipai_state": self.ipai_state,
            "ipai_low_confidence": self._ipai_marks_without({"tax"}),
        }

    def _ipai_join_parts(self, parts):
        """Let the parts of this expense know where they come from, and show its
        receipt."""
        receipt = self.message_main_attachment_id
        for part in parts.filtered(lambda part: part.ipai_part):
            part._ipai_settle_if_clear()
        for part in parts - self:
            part.ipai_origin_id = part.ipai_origin_id or self.ipai_origin_id or self
            files = part.attachment_ids
            same = files.filtered(lambda file: file.checksum == receipt.checksum)
            part.message_main_attachment_id = (same or files)[:1]
