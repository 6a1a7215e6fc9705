# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime
from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL, format_date

from ..tools import workpaper
from ..tools.workpaper import Column, Paper, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 20_000
LIST_COLUMNS = (
    *("month", "sequence", "tin", "branch", "company_name", "last_name"),
    *("first_name", "middle_name", "address_1", "address_2", "atc", "rate", "nature"),
    *("entry_number", "assessment_date", "importation_date", "country"),
    *("base", "exempt", "zero_rated", "taxable", "services", "capital_goods"),
    *("goods", "dutiable_value", "charges", "tax", "payment_reference"),
    *("payment_date", "problems"),
)
KINDS = {"monetary": "money", "float": "number", "integer": "count", "date": "date"}
WIDE = {"company_name", "nature", "address_1", "address_2", "problems"}


class IpaiBirReturnWorkpaper(models.Model):
    """The workpaper of a return: form, sources, journal items, lists and checks."""

    _inherit = "ipai.bir.return"

    def action_workpaper(self):
        """Download the workpaper."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/ipai_bir/return/{self.id}/xlsx",
            "target": "new",
        }

    def _workpaper_name(self):
        return f"{self.name} {self.company_id.name}.xlsx"

    def _files(self):
        """Keep the workpaper with what was filed."""
        name, content = self._workpaper_name(), self.render_workpaper()
        return [*super()._files(), ("xlsx", name, content, XLSX)]

    def render_workpaper(self):
        """The workpaper as XLSX bytes; journal items only for those who may read
        them."""
        self.ensure_one()
        sheet = self._sheet()
        tables = [self._sources_table(), *self._schedule_tables(sheet)]
        if self.env["account.move.line"].has_access("read"):
            tables.append(self._items_table())
        tables += [*self._list_tables(), self._checks_table()]
        made = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        return workpaper.render(
            Paper(
                title=f"{self.name} - {self.company_id.name}",
                subject=f"BIR Form {self.form_id.code} {self.edition_id.name}: "
                f"{self.form_id.name}",
                facts=list(self._workpaper_facts()),
                parts=sheet["parts"],
                tables=tables,
                footer=f"{self.env.user.name}, {made:%Y-%m-%d %H:%M}",
                name=self.env._("Return"),
                heads=(
                    self.env._("Item"),
                    self.env._("Description"),
                    "A",
                    "B",
                    self.env._("Notes and warnings"),
                ),
            )
        )

    def _workpaper_facts(self):
        """(label, value) of what a reader wants to know first."""
        period = (format_date(self.env, day) for day in (self.date_from, self.date_to))
        yield self.env._("Period"), " - ".join(period)
        labels = self._fields["state"]._description_selection(self.env)
        yield self.env._("State"), dict(labels)[self.state]
        yield (
            self.env._("Amount payable"),
            Decimal(str(round(self.amount_payable, 2))),
        )
        for label, user, moment in (
            (self.env._("Prepared by"), self.preparer_id, self.computed_at),
            (self.env._("Reviewed by"), self.reviewer_id, self.reviewed_at),
            (self.env._("Filed by"), self.filed_by_id, self.filed_on),
        ):
            if user:
                yield label, f"{user.name}, {self._moment(moment)}"
        if self.filing_reference:
            yield self.env._("Reference of the filing"), self.filing_reference

    def _moment(self, moment):
        if not isinstance(moment, datetime):
            return fields.Date.to_string(moment) or ""
        return f"{fields.Datetime.context_timestamp(self, moment):%Y-%m-%d %H:%M}"

    def _sources_table(self):
        """Where each amount comes from, what was typed and what was overridden."""
        kinds = dict(self.env["ipai.bir.box"]._fields["kind"].selection)
        boxes = self.box_ids.filtered(lambda box: box.kind != "header")
        rows = (
            (
                box.code,
                box.label,
                kinds.get(box.kind, box.kind),
                box._decimal() if box.is_entered or box.kind != "manual" else None,
                Decimal(str(round(box.computed_amount, 2)))
                if box.is_overridden
                else None,
                box.source or None,
                box.line_count or None,
                box.note or None,
                self._override_text(box),
            )
            for box in boxes.sorted("sequence")
        )
        return Table(
            self.env._("Sources"),
            [
                Column(self.env._("Box"), width=9),
                Column(self.env._("Description"), "wrap", 48),
                Column(self.env._("Kind"), width=16),
                Column(self.env._("Amount"), "money", 18),
                Column(self.env._("Computed before the override"), "money", 18),
                Column(self.env._("Source or formula"), "wrap", 60),
                Column(self.env._("Journal items"), "count", 10),
                Column(self.env._("Note"), "wrap", 30),
                Column(self.env._("Override"), "wrap", 40),
            ],
            rows,
        )

    def _override_text(self, box):
        """Who overrode the box and why, None when nobody did."""
        if not box.is_overridden:
            return None
        return self.env._(
            "%(user)s, %(moment)s: %(reason)s",
            user=box.override_by_id.name,
            moment=self._moment(box.override_at),
            reason=box.override_reason,
        )

    def _schedule_tables(self, sheet):
        """A table for each schedule that has rows; the form says where it is."""
        tables = []
        for part in sheet["parts"]:
            if part["layout"] != "schedule" or not part["rows"]:
                continue
            name = part["code"]
            part["see"] = self.env._(
                "Sheet %(sheet)s, rows: %(count)s", count=len(part["rows"]), sheet=name
            )
            columns = [
                Column(
                    f"{column['letter']}  {column['label']}",
                    {"text": "wrap"}.get(column["type"], column["type"]),
                    30 if column["type"] == "text" else 18,
                )
                for column in part["columns"]
            ]
            rows = [
                [
                    self._cell_value(row["values"].get(c["letter"]), c["type"])
                    for c in part["columns"]
                ]
                for row in part["rows"]
            ]
            tables.append(Table(name, columns, rows, part["section"], totals=True))
        return tables

    @staticmethod
    def _cell_value(value, kind):
        """What a schedule keeps as text, as what it is."""
        if value in (None, "", False):
            return None
        if kind in ("money", "number"):
            return Decimal(value)
        return date.fromisoformat(value) if kind == "date" else value

    def _items_table(self):
        return Table(
            self.env._("Journal items"),
            [
                Column(self.env._("Box"), width=9),
                Column(self.env._("Date"), "date", 12),
                Column(self.env._("Entry"), width=22),
                Column(self.env._("Account"), width=34),
                Column(self.env._("Partner"), width=34),
                Column(self.env._("Label"), width=40),
                Column(self.env._("Tax"), width=22),
                Column(self.env._("Balance"), "money", 18),
                Column(self.env._("Counted"), "money", 18),
            ],
            self._counted_rows(),
            totals=True,
            note=self.env._(
                "Every journal item that a box or a row of a schedule counts. The "
                "same item can stand behind several boxes."
            ),
        )

    def _counted_rows(self):
        """Rows of the items behind every box and row, a chunk in memory at a time."""
        for box in self.box_ids.filtered("line_domain").sorted("sequence"):
            yield from self._item_rows(box.code, box.line_domain, box.box_id._sign())
        for row in self.row_ids.filtered("line_domain"):
            measured = row._column_boxes().filtered(lambda b: b.reads == "tax_amount")
            sign = measured[:1]._sign() if measured else 1
            yield from self._item_rows(row.part_id.code, row.line_domain, sign)

    def _item_rows(self, code, domain, sign):
        items = self.env["account.move.line"].sudo()
        names = {}
        last = 0
        while True:
            found = items._search([*domain, ("id", ">", last)], order="id", limit=CHUNK)
            rows = self.env.execute_query(self._items_query(found))
            self._name_all(names, rows)
            for id_, day, entry, account, partner, label, tax, balance in rows:
                last = id_
                amount = Decimal(balance)
                yield (
                    *(code, day, entry, names["account.account", account]),
                    *(names["res.partner", partner], label),
                    *(names["account.tax", tax], amount, sign * amount),
                )
            if len(rows) < CHUNK:
                return

    def _items_query(self, found):
        return SQL(
            """
            SELECT id, date, move_name, account_id, partner_id, name, tax_line_id,
                   balance::text
              FROM account_move_line
             WHERE id IN (%s)
             ORDER BY id
            """,
            found.select(),
        )

    def _name_all(self, names, rows):
        """Add the display names of the accounts, partners and taxes of the rows."""
        for model, place in (
            ("account.account", 3),
            ("res.partner", 4),
            ("account.tax", 6),
        ):
            names[model, None] = None
            ids = {row[place] for row in rows if (model, row[place]) not in names}
            records = self.env[model].sudo().with_context(active_test=False)
            for record in records.browse(ids):
                names[model, record.id] = record.display_name

    def _list_tables(self):
        """A table for each list that has lines, with the columns it uses."""
        model = self.env["ipai.bir.list.line"]
        by_code = self.list_line_ids.grouped("list_code")
        return [
            self._list_table(code, title, by_code[code])
            for code, title in model._list_codes()
            if code in by_code
        ]

    def _list_table(self, code, title, lines):
        values = lines.read(list(LIST_COLUMNS))
        used = [name for name in LIST_COLUMNS if any(v[name] for v in values)]
        columns = [self._list_column(lines._fields[name]) for name in used]
        rows = ([self._list_value(v[name]) for name in used] for v in values)
        return Table(code.upper(), columns, rows, title, totals=True)

    def _list_column(self, field):
        kind = KINDS.get(field.type, "wrap" if field.name in WIDE else "text")
        width = 34 if field.name in WIDE else 18 if kind == "money" else 14
        return Column(field._description_string(self.env), kind, width)

    @staticmethod
    def _list_value(value):
        if isinstance(value, float):
            return Decimal(str(round(value, 4)))
        return value or None

    def _checks_table(self):
        levels = dict(self.env["ipai.bir.return.check"]._fields["level"].selection)
        return Table(
            self.env._("Checks"),
            [
                Column(self.env._("Level"), width=10),
                Column(self.env._("Box"), width=9),
                Column(self.env._("Finding"), "wrap", 90),
                Column(self.env._("Accepted by"), width=22),
                Column(self.env._("Reason"), "wrap", 50),
            ],
            (
                (
                    levels[check.level],
                    check.box_code or None,
                    check.text,
                    check.accepted_by_id.name or None,
                    check.accepted_reason or None,
                )
                for check in self.check_ids
            ),
            note="" if self.check_ids else self.env._("The checks found nothing."),
        )
