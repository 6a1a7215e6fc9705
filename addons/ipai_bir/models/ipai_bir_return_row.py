# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import formula


class IpaiBirReturnRow(models.Model):
    """One row of a schedule of a return."""

    _name = "ipai.bir.return.row"
    _inherit = ["ipai.bir.return.content"]
    _description = "Schedule row of a BIR return"
    _order = "return_id, part_id, id"

    return_id = fields.Many2one(
        "ipai.bir.return", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    part_id = fields.Many2one("ipai.bir.part", required=True, ondelete="restrict")
    origin = fields.Selection(
        selection=[
            ("typed", "Typed"),
            ("books", "Posted entries"),
            ("carried", "Return before"),
            ("return", "Another return"),
            ("provider", "Records of another part"),
        ],
        required=True,
        default="typed",
    )
    origin_id = fields.Many2one(
        "ipai.bir.return.row",
        string="Row before",
        ondelete="set null",
        # a schedule may have thousands of rows, and each that goes is looked for
        index="btree_not_null",
    )
    source_id = fields.Many2one(
        "ipai.bir.return", string="Return it was read from", ondelete="set null"
    )
    source_key = fields.Char(help="Form and first day of the return of the row.")
    source_values = fields.Json(help="What the other return gave, by letter.")
    values = fields.Json(help="Text or decimal string by letter of the column.")
    line_domain = fields.Json(help="Which journal items the row adds up.")

    @api.constrains("part_id", "values")
    def _check_values(self):
        for row in self:
            columns = {box.item: box for box in row.part_id.box_ids}
            for letter, value in (row.values or {}).items():
                if letter not in columns:
                    raise ValidationError(
                        self.env._(
                            "%(part)s has no column %(letter)s.",
                            part=row.part_id.section,
                            letter=letter,
                        )
                    )
                if value and columns[letter].value_type in ("money", "number"):
                    row.return_id._decimal(value, columns[letter].label)

    def _column_boxes(self):
        """The columns of the rows' schedules, and lost ones they have a value in."""
        letters = {letter for row in self for letter in row.values or {}}
        boxes = self.part_id.with_context(active_test=False).box_ids
        return boxes.filtered(
            lambda b: (
                b.kind == "schedule"
                and (b.active or b.item in letters or not b.part_id.active)
            )
        )

    def _amount(self, letter):
        return Decimal((self.values or {}).get(letter) or "0")

    @api.model
    def _typed(self, record, schedule, values, row_id=None):
        """Create or change a typed row; computed columns are left out."""
        part = record.edition_id.part_ids.filtered(lambda p: p.code == schedule)
        if part.layout != "schedule":
            raise UserError(self.env._("There is no schedule %s here.", schedule))
        row = record.row_ids.filtered(lambda r: r.id == row_id)
        row._refuse_derived()
        kept = dict(row.values or {})
        for box in part.box_ids.filtered(lambda b: b.kind == "schedule"):
            if box.item in values and box._is_typed_column():
                kept[box.item] = self._cell(record, box, values[box.item])
        if row:
            row.values = kept
            return row
        return self.create({"return_id": record.id, "part_id": part.id, "values": kept})

    def _refuse_derived(self):
        """Rows that were read somewhere are corrected there."""
        if self.origin == "books":
            raise UserError(
                self.env._("The row comes from posted entries: correct the entry.")
            )
        if self.origin in ("return", "provider"):
            raise UserError(
                self.env._("The row comes from other records: correct those.")
            )

    @api.model
    def _cell(self, record, box, value):
        """What is kept of a typed value: None, text, ISO date or decimal string."""
        if value in (None, False, ""):
            return None
        if box.value_type in ("money", "number"):
            return str(record._decimal(value, box.label))
        if box.value_type == "date":
            try:
                return fields.Date.to_string(fields.Date.to_date(value))
            except ValueError as error:
                raise UserError(
                    self.env._("“%s” is no date: write it like 2021-12-31.", value)
                ) from error
        return str(value)

    def _carry_over(self, record, before):
        """Bring in the rows that the return before leaves, once each."""
        there = {row.origin_id: row for row in self if row.origin == "carried"}
        parts = {part.code: part for part in record.edition_id.part_ids}
        for old in before.row_ids:
            values = old._carried_values()
            part = parts.get(old.part_id.code)
            if values is None or not part:
                continue
            row = there.get(old) or self.create(
                {
                    "return_id": record.id,
                    "part_id": part.id,
                    "origin": "carried",
                    "origin_id": old.id,
                }
            )
            row._take(values)

    def _take(self, values):
        """Write what a source gives; what a person changed stays until that moves."""
        given = self.source_values or {}
        moved = {key: value for key, value in values.items() if given.get(key) != value}
        self.write(
            {"values": {**(self.values or {}), **moved}, "source_values": values}
        )

    def _carried_values(self):
        """{letter: value} for the next return, or None when nothing is left."""
        boxes = self._column_boxes().filtered("carry")
        if not boxes:
            return None
        amounts = self._named_amounts()
        carried = {}
        for box in boxes:
            if box.carry == "copy":
                carried[box.item] = (self.values or {}).get(box.item)
            else:
                amount = formula.evaluate({"carried": box.carry}, amounts)["carried"]
                if box.value_type == "money" and amount <= 0:
                    return None
                carried[box.item] = str(amount)
        return carried

    def _named_amounts(self):
        return {
            box.code: self._amount(box.item)
            for box in self._column_boxes()
            if box.value_type in ("money", "number")
        }

    def _evaluate(self, unit):
        """Work out the computed columns of each row."""
        computing = self.part_id.filtered(
            lambda part: bool(part.with_context(active_test=False).box_ids._of_rows())
        )
        for row in self.filtered(lambda row: row.part_id in computing):
            boxes = row._column_boxes()._of_rows()
            if not boxes:
                continue
            computed = set(boxes.mapped("code"))
            given = {k: v for k, v in row._named_amounts().items() if k not in computed}
            formulas = {box.code: box.formula for box in boxes}
            try:
                amounts = formula.evaluate(formulas, given, unit=unit)
            except formula.FormulaError as error:
                raise UserError(
                    self.env._(
                        "A row of %(schedule)s is not complete. %(problem)s",
                        schedule=row.part_id.section,
                        problem=error,
                    )
                ) from error
            row.values = {
                **(row.values or {}),
                **{box.item: str(amounts[box.code]) for box in boxes},
            }

    def _columns(self, edition):
        """{column: amounts of its rows} of every schedule, for sum()."""
        columns = {box.code: [] for box in edition.box_ids if box.kind == "schedule"}
        for rows in self.grouped("part_id").values():
            amounts = [
                (columns.setdefault(box.code, []), box.item)
                for box in rows._column_boxes()
                if box.value_type in ("money", "number")
            ]
            for row in rows:
                values = row.values or {}
                for column, letter in amounts:
                    column.append(Decimal(values.get(letter) or "0"))
        return columns

    def action_open_lines(self):
        """The journal items whose sum is the amount of the row."""
        self.ensure_one()
        if not self.line_domain:
            raise UserError(self.env._("The row was typed: it has no journal items."))
        return self.return_id._lines_action(self.part_id.section, self.line_domain, 1)
