# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IpaiBirReturnFilesPage(models.Model):
    """How the lists and files of a return are opened."""

    _inherit = "ipai.bir.return"

    def action_files(self):
        """Open the lists and files of the return."""
        self.ensure_one()
        self.check_access("read")
        files = self.env["ipai.bir.return.files"].create(
            {
                "return_id": self.id,
                "line_ids": [
                    fields.Command.create(self._files_line(code))
                    for code in self._list_codes()
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lists and files of %s", self.name),
            "res_model": files._name,
            "res_id": files.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _files_line(self, code):
        titles = dict(self.env["ipai.bir.list.line"]._list_codes())
        lines = self.list_line_ids.filtered(lambda line: line.list_code == code)
        return {
            "list_code": code,
            "name": titles[code],
            "source": self._list_source(code),
            "line_count": len(lines),
            "problem_count": len(lines.filtered("problems")),
            "currency_id": self.currency_id.id,
            "tax": sum(lines.mapped("tax")),
        }

    def action_open_list(self, list_code):
        """Open the lines of one list of the return."""
        self.ensure_one()
        titles = dict(self.env["ipai.bir.list.line"]._list_codes())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ipai_bir.ipai_bir_list_line_action"
        )
        name = f"{self.name}: {titles[list_code]}"
        monthly = len(self.list_line_ids.mapped("month")) > 1
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": [("return_id", "=", self.id), ("list_code", "=", list_code)],
            "context": {
                "ipai_list": list_code,
                "group_by": ["month:month"] if monthly else [],
                "create": False,
            },
        }
