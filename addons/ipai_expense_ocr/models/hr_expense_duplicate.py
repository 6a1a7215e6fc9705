# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HrExpense(models.Model):
    """The same purchase entered twice: by file, by picture, by what it says."""

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
    ipai_duplicate_note = fields.Text(string="About Duplicates", copy=False)
