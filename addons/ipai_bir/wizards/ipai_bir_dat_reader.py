# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from datetime import date
from decimal import Decimal

from odoo import api, fields, models

from ..tools import dat_file

MOST_SHOWN = 300


class IpaiBirDatReader(models.TransientModel):
    """A data file of the BIR that somebody wants to see in plain words."""

    _name = "ipai.bir.dat.reader"
    _description = "Read a BIR data file"

    file = fields.Binary(string="Data file", attachment=False)
    file_name = fields.Char()
    reading = fields.Html(
        compute="_compute_reading",
        sanitize=False,
        string="What the file says",
    )

    def _compute_display_name(self):
        self.display_name = self.env._("Read a DAT file")

    @api.model
    def action_new(self):
        """Open an empty reader."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Read a DAT file"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "views": [(False, "form")],
        }

    @api.model
    def _layouts(self):
        """Every layout a file can have; modules add theirs to `_dat_layouts`."""
        return list(self.env["ipai.bir.return"]._dat_layouts().values())

    @api.depends("file", "file_name")
    def _compute_reading(self):
        for reader in self:
            content = reader.with_context(bin_size=False).file
            told = content and reader._told(base64.b64decode(content), reader.file_name)
            reader.reading = bool(told) and self.env["ir.qweb"]._render(
                "ipai_bir.dat_reading", {"told": told}
            )

    @api.model
    def _told(self, content, file_name=None):
        """What a file says, as the screen shows it.

        :return: {title, form, source, count, shown, records: [{kind, line, fields:
            [{position, meaning, text, value, problem}], problems}], totals:
            [{record, meaning, stated, summed, agrees}], problems: [{line, text}]}
        """
        reading = dat_file.read(content, self._layouts())
        problems = [
            {"line": problem.line, "text": str(problem)} for problem in reading.problems
        ]
        if not reading.layout:
            return {
                "title": False,
                "problems": problems,
                "records": [],
                "totals": [],
                "count": 0,
                "known": [layout.about["title"] for layout in self._layouts()],
            }
        problems += self._name_problems(reading, file_name)
        shown = self._shown(reading)
        return {
            "title": reading.layout.about["title"],
            "form": reading.form,
            "source": reading.layout.about["source"],
            "count": len(reading.records),
            "records": [self._record(reading.layout, record) for record in shown],
            "totals": [
                {
                    "record": total.record,
                    "meaning": total.meaning,
                    "stated": self._text(total.stated),
                    "summed": self._text(total.summed),
                    "agrees": (total.stated or Decimal(0)) == total.summed,
                }
                for total in reading.totals
            ],
            "problems": problems,
        }

    @api.model
    def _shown(self, reading):
        """The first records, and every one that has a problem or a total."""
        layout = reading.layout
        always = {layout.header, *layout.controls.values()}
        return [
            record
            for number, record in enumerate(reading.records)
            if number < MOST_SHOWN or record.problems or record.kind in always
        ]

    @api.model
    def _record(self, layout, record):
        problems = {problem.field: problem.text for problem in record.problems}
        fields_ = layout.records[record.kind]
        name = next(
            (
                record.texts[key]
                for key in ("company_name", "last_name")
                if record.texts.get(key)
            ),
            "",
        )
        return {
            "kind": record.kind,
            "line": record.line,
            "name": name,
            "is_header": record.kind == layout.header,
            "is_control": record.kind in layout.controls.values(),
            "fields": [
                {
                    "position": item.position,
                    "meaning": item.meaning,
                    "text": record.texts.get(item.name, ""),
                    "value": ""
                    if isinstance(record.values.get(item.name), date)
                    else self._text(record.values.get(item.name)),
                    "is_amount": item.type in ("amount", "sum", "rate"),
                    "problem": problems.get(item.name, ""),
                }
                for item in fields_
            ],
            "problems": [p.text for p in record.problems if not p.field],
        }

    @api.model
    def _text(self, value):
        """A value as people write it."""
        if isinstance(value, Decimal):
            return f"{value:,.2f}"
        return "" if value is None else str(value)

    @api.model
    def _name_problems(self, reading, file_name):
        """What is wrong with the name of the file, going by what is in it."""
        header = next(
            (r for r in reading.records if r.kind == reading.layout.header), None
        )
        if not file_name or not header:
            return []
        try:
            expected = dat_file.name(reading.layout, header.values, reading.form)
        except dat_file.DatError:
            return []
        if expected.upper() == file_name.upper():
            return []
        text = self.env._(
            "The file is called %(name)s; going by its header it should be "
            "%(expected)s.",
            name=file_name,
            expected=expected,
        )
        return [{"line": 0, "text": text}]
