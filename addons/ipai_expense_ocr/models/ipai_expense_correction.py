# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..tools.receipt import name_words, tin_digits


class IpaiExpenseCorrection(models.Model):
    """One value of a receipt that a person set right: what was read, what is right."""

    _name = "ipai.expense.correction"
    _description = "Correction of a Receipt"
    _order = "id desc"
    _rec_name = "field"

    expense_id = fields.Many2one(
        "hr.expense", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    field = fields.Char(required=True, readonly=True)
    read_value = fields.Char(readonly=True, help="Empty: nothing was read.")
    right_value = fields.Char(readonly=True)
    confidence = fields.Float(digits=(16, 4), readonly=True, aggregator="avg")
    vendor_tin = fields.Char(string="Vendor TIN", readonly=True)
    vendor_name = fields.Char(string="Vendor on Receipt", readonly=True)
    vendor_words = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="The name as it was read, in the form names are compared.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Right Vendor",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one("res.users", string="Corrected By", readonly=True)

    _sql_constraints = [
        (
            "once_per_field",
            "UNIQUE (expense_id, field)",
            "A correction of this value is already kept; change that one.",
        )
    ]

    def _ipai_of_reading(self, field, tin, name, company):
        """The latest correction of a field where the same vendor's name was read; an
        empty recordset when the TINs are of two taxpayers."""
        words = " ".join(name_words(name))
        if not words:
            return self.browse()
        rows = self.search(
            [
                ("company_id", "=", company.id),
                ("vendor_words", "=", words),
                ("field", "=", field),
                ("right_value", "!=", False),
            ],
            order="write_date desc, id desc",
        )
        number = tin_digits(tin)[0]
        return rows.filtered(
            lambda row: tin_digits(row.vendor_tin)[0] in (number, None) or not number
        )[:1]
