# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A return as one dictionary in the order of the printed form.

The screen, the PDF and the tests read the same dictionary; amounts are decimal
strings, and None where nothing is known.
"""

from odoo import api, fields, models

from ..tools import formula, return_state


class IpaiBirReturnSheet(models.Model):
    """How a return is shown: its parts and boxes as printed."""

    _inherit = "ipai.bir.return"

    sheet = fields.Json(compute="_compute_sheet", string="Boxes as printed")

    @api.depends(
        "state",
        "notices",
        "stale_sources",
        "drift",
        "edition_id",
        "box_ids.amount",
        "box_ids.text",
        "box_ids.note",
        "box_ids.is_entered",
        "box_ids.is_overridden",
        "row_ids.values",
        "check_ids.is_accepted",
    )
    @api.depends_context("uid")
    def _compute_sheet(self):
        for record in self:
            # A record being edited is shown as it is stored; a new one not at all.
            stored = record._origin
            record.sheet = stored._sheet() if stored.edition_id else False

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
            "state": self.state,
            "computed": self.state != "draft",
            "editable": may_write,
            "parts": [
                self._part_sheet(part, by_box, notices, may_write)
                for part in self._shown_parts()
            ],
            "notices": [*self._standing_notices(), *notices.get(False, [])],
            **self._panels(),
        }

    def _shown_parts(self):
        """The parts of the edition, and what it has lost since the return was filed."""
        parts = self.edition_id.part_ids
        lost = self.box_ids.box_id.part_id | self.row_ids.part_id
        return (parts | lost).sorted("sequence")

    def _shown_boxes(self, part):
        """The boxes of a part, and those it has lost that this return still says."""
        rows = self.row_ids.filtered(lambda row: row.part_id == part)
        said = self.box_ids.box_id.filtered(lambda box: box.part_id == part)
        return (part.box_ids | said | rows._column_boxes()).sorted("sequence")

    def _may_write(self):
        """Whether the user may change what the boxes say now."""
        is_open = self.state in return_state.OPEN
        return bool(self._origin) and is_open and self.has_access("write")

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
        for box in self._shown_boxes(part).filtered(lambda b: b.kind != "schedule"):
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
        return [line for line in lines.values() if line["cells"]]

    def _cell_sheet(self, shown, notices, may_write):
        computed, typed = self.state != "draft", shown.is_editable
        known = shown.is_entered or (computed and (shown.is_overridden or not typed))
        return {
            "code": shown.code,
            "kind": shown.kind,
            "text": shown.text or "",
            "amount": str(shown._decimal()) if known else None,
            "note": shown.note or "",
            "source": (computed and shown.source) or "",
            "line_count": shown.line_count if computed else 0,
            "opens": computed and self._opens(shown),
            "editable": may_write and typed and not shown.is_overridden,
            "may_override": may_write
            and computed
            and (shown.is_overridden or not typed)
            and shown.kind not in ("header", "manual"),
            "override": self._override_sheet(shown) if shown.is_overridden else None,
            "choices": shown.box_id._header_choices(),
            "notices": notices,
        }

    def _opens(self, box):
        """Whether there is something to look at behind the amount of a box."""
        return bool(box.line_count or box.source_action or self._return_read(box))

    def _return_read(self, box):
        """The return that a box takes its amount from; may be empty."""
        return self.sudo()._return_behind(box.sudo())

    def _override_sheet(self, box):
        at = fields.Datetime.context_timestamp(self, box.override_at)
        return {
            "machine": str(formula.rounded(box._computed_decimal())),
            "reason": box.override_reason,
            "by": box.override_by_id.sudo().name,
            "at": f"{at:%Y-%m-%d %H:%M}",
        }

    def _schedule_sheet(self, part, may_write):
        boxes = self._shown_boxes(part).filtered(lambda b: b.kind == "schedule")
        rows = self.row_ids.filtered(lambda row: row.part_id == part)
        totals = self.row_ids._columns(self.edition_id)
        return {
            "columns": [
                {
                    "letter": box.item,
                    "label": box.label,
                    "type": box.value_type,
                    "editable": may_write and box._is_typed_column(),
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
                    "opens": bool(row.line_domain or row.source_id),
                    "editable": may_write and row.origin in ("typed", "carried"),
                    "values": row.values or {},
                }
                for row in rows
            ],
        }

    def action_open_box(self, code):
        """Open what stands behind a box: journal items, a return, other records."""
        box = self._box(code)
        other = self._return_read(box)
        return other._open_action() if other else box.action_open_lines()

    def action_open_row(self, row_id):
        """Open what a row of a schedule adds up."""
        row = self.row_ids.filtered(lambda r: r.id == row_id)
        return (
            row.source_id._open_action() if row.source_id else row.action_open_lines()
        )

    def action_open_lines(self, code):
        """Open the journal items behind a box."""
        return self._box(code).action_open_lines()

    def _open_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

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
