# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IpaiBirReturnFiles(models.TransientModel):
    """The lists and files of one return, on one page to look at or download."""

    _name = "ipai.bir.return.files"
    _description = "Lists and files of a BIR return"

    return_id = fields.Many2one(
        "ipai.bir.return", required=True, readonly=True, ondelete="cascade"
    )
    line_ids = fields.One2many(
        "ipai.bir.return.files.line", "files_id", string="Lists", readonly=True
    )
    has_lines = fields.Boolean(compute="_compute_has_lines")

    @api.depends("line_ids.line_count")
    def _compute_has_lines(self):
        for files in self:
            files.has_lines = any(files.line_ids.mapped("line_count"))

    def action_dat(self):
        return self.return_id.action_dat()

    def action_workpaper(self):
        return self.return_id.action_workpaper()


class IpaiBirReturnFilesLine(models.TransientModel):
    """One list of a return with what it adds up to."""

    _name = "ipai.bir.return.files.line"
    _description = "List of a BIR return"

    files_id = fields.Many2one(
        "ipai.bir.return.files", required=True, ondelete="cascade"
    )
    list_code = fields.Char(required=True)
    name = fields.Char(string="List")
    source = fields.Char(help="Where the layout of its file is from.")
    line_count = fields.Integer(string="Lines")
    problem_count = fields.Integer(string="Problems")
    currency_id = fields.Many2one("res.currency")
    tax = fields.Monetary()

    def action_open_list(self):
        return self.files_id.return_id.action_open_list(self.list_code)

    def action_dat(self):
        return self.files_id.return_id.action_dat(self.list_code)
