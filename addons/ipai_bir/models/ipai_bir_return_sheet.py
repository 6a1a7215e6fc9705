# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A return as one dictionary in the order of the printed form.

The screen, the PDF and the tests read the same dictionary; amounts are decimal
strings, and None where nothing is known.
"""

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools import formula, return_pdf


class IpaiBirReturnSheet(models.Model):
    """How a return is shown: on screen, on paper, and the items behind it."""

    _inherit = "ipai.bir.return"

    sheet = fields.Json(
        compute="_compute_sheet",
        string="Boxes as printed",
        help="The return as the form reads.",
    )

    @api.depends(
        "state",
        "notices",
        "edition_id",
        "box_ids.amount",
        "box_ids.text",
        "box_ids.note",
        "box_ids.is_entered",
        "row_ids.values",
    )
    @api.depends_context("uid")
    def _compute_sheet(self):
        for record in self:
            record.sheet = record._sheet() if record.edition_id else False

    def _sheet(self):
        self.ensure_one()
        by_box = {box.box_id: box for box in self.box_ids}
        notices = {}
        for notice in self.notices or []:
            notices.setdefault(notice["box"], []).append(notice)
        may_write = self._may_write()
        return {
            "form": self.form_id.code,
            "form_name": self.form_id.name,
            "edition": self.edition_id.name,
            "name": self.name,
            "company": self.company_id.name,
            "computed": self.state != "draft",
            "editable": may_write,
            "parts": [
                self._part_sheet(part, by_box, notices, may_write)
                for part in self.edition_id.part_ids
            ],
            "notices": notices.get(False, []),
        }

    def _may_write(self):
        return bool(self._origin) and self.has_access("write")

    def _part_sheet(self, part, by_box, notices, may_write):
        sheet = {
            "code": part.code,
            "title": part.title or "",
            "section": part.section or "",
            "layout": part.layout,
            "heads": {"A": part.head_a or "", "B": part.head_b or ""},
            "lines": self._lines_sheet(part, by_box, notices, may_write),
        }
        if part.layout == "schedule":
            sheet.update(self._schedule_sheet(part, may_write))
        return sheet

    def _lines_sheet(self, part, by_box, notices, may_write):
        """One line an item; the boxes of its columns A and B side by side."""
        lines = {}
        for box in part.box_ids.filtered(lambda b: b.kind != "schedule"):
            shown = by_box.get(box)
            line = lines.setdefault(
                (box.item, box.label),
                {
                    "item": box.item or "",
                    "label": box.label,
                    "emphasis": box.emphasis,
                    "cells": {},
                },
            )
            if shown:
                cell = self._cell_sheet(shown, notices.get(box.code, []), may_write)
                line["cells"][box.side or "B"] = cell
        return list(lines.values())

    def _cell_sheet(self, shown, notices, may_write):
        known = shown.is_entered or (self.state != "draft" and not shown.is_editable)
        return {
            "code": shown.code,
            "kind": shown.kind,
            "text": shown.text or "",
            "amount": str(shown._decimal()) if known else None,
            "note": shown.note or "",
            "source": (self.state != "draft" and shown.source) or "",
            "line_count": shown.line_count if self.state != "draft" else 0,
            "editable": may_write and shown.is_editable,
            "choices": shown.box_id._header_choices(),
            "notices": notices,
        }

    def _schedule_sheet(self, part, may_write):
        boxes = part.box_ids.filtered(lambda b: b.kind == "schedule")
        rows = self.row_ids.filtered(lambda row: row.part_id == part)
        totals = self.row_ids._columns(self.edition_id)
        return {
            "columns": [
                {
                    "letter": box.item,
                    "label": box.label,
                    "type": box.value_type,
                    "editable": may_write and not box.formula,
                    "total": str(sum(totals[box.code], formula.rounded(formula.ZERO)))
                    if box.value_type == "money"
                    else None,
                }
                for box in boxes
            ],
            "rows": [
                {
                    "id": row.id,
                    "origin": row.origin,
                    "editable": may_write and row.origin != "books",
                    "values": row.values or {},
                }
                for row in rows
            ],
        }

    def action_open_lines(self, code):
        """Open the journal items behind a box."""
        return self._box(code).action_open_lines()

    def action_open_row_lines(self, row_id):
        """Open the journal items behind a row of a schedule."""
        return self.row_ids.filtered(lambda r: r.id == row_id).action_open_lines()

    def _lines_action(self, title, domain, sign):
        companies = self._filed_companies()
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.name}: {title}",
            "res_model": "account.move.line",
            "views": [
                (self.env.ref(f"ipai_bir.account_move_line_view_{kind}").id, kind)
                for kind in ("list", "kanban")
            ],
            "mobile_view_mode": "kanban",
            "search_view_id": [
                self.env.ref("ipai_bir.account_move_line_view_search").id
            ],
            "domain": [
                tuple(leaf) if isinstance(leaf, list) else leaf for leaf in domain
            ],
            "context": {
                "ipai_box_sign": sign,
                "allowed_company_ids": companies.ids,
                "create": False,
            },
        }

    def render_pdf(self):
        """The working copy as PDF bytes."""
        self.ensure_one()
        printed_at = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        return return_pdf.render(
            {
                **self._sheet(),
                "period": f"{format_date(self.env, self.date_from)} - "
                f"{format_date(self.env, self.date_to)}",
                "printed": f"{printed_at:%Y-%m-%d %H:%M}",
                "printed_by": self.env.user.name,
                "currency": self.currency_id.name,
            }
        )

    def action_print(self):
        """Download the working copy."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/ipai_bir/return/{self.id}/pdf",
            "target": "new",
        }
