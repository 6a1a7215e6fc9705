# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HrExpense(models.Model):
    """Several receipts in one picture or PDF: one expense each, on the same file."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    ipai_further_ids = fields.One2many(
        "hr.expense",
        "ipai_origin_id",
        string="Expenses from the Same File",
        copy=False,
    )

    _sql_constraints = [
        (
            "ipai_receipt_once",
            "EXCLUDE USING btree (ipai_origin_id WITH =, ipai_receipt_index WITH =) "
            "WHERE (ipai_receipt_index > 0)",
            "This receipt of the file already has an expense.",
        )
    ]

    def _ipai_fill_further(self, reading):
        """Make the expenses of the further receipts of the file that have none yet."""
        self.ensure_one()
        if self.ipai_origin_id or not reading.more:
            return
        known = set(self.ipai_further_ids.mapped("ipai_receipt_index"))
        for index, further in enumerate(reading.more, start=1):
            if index not in known:
                self._ipai_make_further(index)._ipai_fill_read(further.data)

    def _ipai_make_further(self, index):
        """An expense of the same employee on a copy of the same file."""
        receipt = self.message_main_attachment_id
        further = self.create(
            {
                "name": self.env._(
                    "%(file)s, receipt %(n)s", file=receipt.name, n=index + 1
                ),
                "employee_id": self.employee_id.id,
                "company_id": self.company_id.id,
                "product_id": self._ipai_first_product().id,
                "ipai_origin_id": self.id,
                "ipai_receipt_index": index,
                "ipai_file_hash": self.ipai_file_hash,
                "ipai_source": self.ipai_source,
            }
        )
        further.ipai_filled = {
            "name": further.name,
            "date": fields.Date.to_string(further.date),
            "product_id": further.product_id.id,
        }
        copy = receipt.copy({"res_model": "hr.expense", "res_id": further.id})
        further.message_main_attachment_id = copy
        return further

    def _ipai_first_product(self):
        """The category every receipt begins with: as it was before a person or the
        agent chose one for the first receipt of the file."""
        began = (self.ipai_filled or {}).get("product_id")
        return self.env["product.product"].browse(began).exists() or self.product_id
