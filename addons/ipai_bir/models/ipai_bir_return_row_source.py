# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

from ..tools import formula, tin

KEYS = ("month", "partner", "country", "atc", "tax_rate")
MEASURES = ("tax_owed", "tax_amount", "tax_base")


class IpaiBirReturnRowSource(models.Model):
    """Where the rows of a schedule that nobody types come from."""

    _inherit = "ipai.bir.return.row"

    @api.model
    def _read_all(self, record):
        """Bring the rows of every schedule into line with books and other returns."""
        record.row_ids.filtered(lambda r: r.origin in ("books", "provider")).unlink()
        for part, boxes in self._read_schedules(record):
            if (part.rows_from or "").startswith("provider:"):
                self._rows_from_provider(record, part)
            elif part.rows_from:
                self._rows_from_returns(record, part, boxes)
            elif boxes:
                self.create(self._rows_from_books(record, part, boxes))
        record.row_ids._carry_over(record, record._previous())

    @api.model
    def _read_schedules(self, record):
        """(schedule, its columns that read something) of an edition."""
        for part in record.edition_id.part_ids:
            boxes = part.box_ids.filtered(lambda b: b.kind == "schedule" and b.reads)
            if part.layout == "schedule":
                yield part, boxes

    @api.model
    def _moved_schedules(self, record):
        """Schedules whose rows the posted entries would make differently now."""
        moved = []
        for part, boxes in self._read_schedules(record):
            if part.rows_from or not boxes:
                continue
            letters = boxes.mapped("item")
            rows = record.row_ids.filtered(
                lambda r, part=part: r.part_id == part and r.origin == "books"
            )
            now = [row["values"] for row in self._rows_from_books(record, part, boxes)]
            before = [{x: row.values.get(x) for x in letters} for row in rows]
            if _in_order(now) != _in_order(before):
                moved.append(part.section or part.code)
        return moved

    @api.model
    def _groups_books(self, record):
        """Whether a schedule of the edition has its rows from the books."""
        return any(
            box.reads in KEYS and not box.part_id.rows_from
            for box in record.edition_id.box_ids
            if box.kind == "schedule"
        )

    @api.model
    def _rows_from_provider(self, record, part):
        name = part.rows_from.removeprefix("provider:")
        method = getattr(record, f"_provide_rows_{name}", None)
        self.create(
            [
                {
                    "return_id": record.id,
                    "part_id": part.id,
                    "origin": "provider",
                    "values": values,
                }
                for values in (method(part) if method else ())
            ]
        )

    @api.model
    def _rows_from_books(self, record, part, boxes):
        """One row a month, partner or ATC, as the columns of the schedule ask."""
        names = [name for name in KEYS if name in boxes.mapped("reads")]
        companies = record._filed_companies()
        counted = {box: box._taxes(companies) for box in boxes if box._measure()}
        sums, used = defaultdict(Decimal), defaultdict(lambda: self.env["account.tax"])
        for item in self._book_items(record, counted):
            key = tuple(item[name] for name in names)
            used[key] |= item["tax"]
            for box, taxes in counted.items():
                if item["tax"] in taxes:
                    sums[key, box] += box._sign() * item[box.reads]
        measure = next(m for m in MEASURES if m in boxes.mapped("reads"))
        rows = []
        for values in sorted(used, key=lambda key: [str(part or "") for part in key]):
            said = {box: sums[values, box] for box in counted}
            if measure == "tax_owed" and not any(
                said[box] for box in said if box.reads == measure
            ):
                continue
            key = dict(zip(names, values, strict=True))
            rows.append(
                {
                    "return_id": record.id,
                    "part_id": part.id,
                    "origin": "books",
                    "values": {
                        box.item: self._book_value(
                            record, box, key, used[values], said.get(box)
                        )
                        for box in boxes
                    },
                    "line_domain": self._book_domain(
                        record, key, used[values], measure
                    ),
                }
            )
        return rows

    @api.model
    def _book_items(self, record, counted):
        """What each tax sums up to, by month and partner: a dictionary each."""
        none = self.env["account.tax"]
        owed = none.union(*(t for b, t in counted.items() if b.reads == "tax_owed"))
        yield from self._book_sums(record, none.union(*counted.values()), False)
        if owed:
            yield from self._book_sums(record, owed, True)

    @api.model
    def _book_sums(self, record, taxes, owed):
        ledger = self.env["ipai.bir.ledger"].sudo()
        items = ledger.by_partner(record._period(), taxes, owed)
        ids = {item["partner_id"] for item in items if item["partner_id"]}
        partners = self.env["res.partner"].sudo().browse(ids)
        # read in one go: partners have many fields, and there may be many of them
        partners.fetch(["country_id", "name", "vat", "commercial_partner_id"])
        countries = {p.id: p.country_id.code or "" for p in partners}
        codes = {tax.id: (tax, tax._ipai_atc()) for tax in taxes}
        for item in items:
            tax, code = codes[item["tax_id"]]
            yield {
                "tax": tax,
                "atc": code,
                "tax_rate": f"{abs(tax.amount):.2f}",
                "country": countries.get(item["partner_id"], ""),
                "month": item["month"],
                "partner": item["partner_id"],
                "tax_base": 0 if owed else item["base"],
                "tax_amount": 0 if owed else item["tax"],
                "tax_owed": item["tax"] if owed else 0,
            }

    @api.model
    def _book_value(self, record, box, key, taxes, amount):
        if box._measure():
            return str(formula.rounded(amount))
        if box.reads == "month":
            return key["month"].strftime("%m/%Y")
        if box.reads in ("partner", "partner_tin"):
            partner = self.env["res.partner"].sudo().browse(key["partner"] or ())
            return self._partner_value(box, partner)
        if box.reads in KEYS:
            return key[box.reads]
        return self._atc_value(record, box, key.get("atc"), taxes)

    @api.model
    def _partner_value(self, box, partner):
        if box.reads == "partner":
            return partner.name or ""
        found = partner._ipai_tin() if partner else None
        return tin.written(*found) if found else ""

    @api.model
    def _atc_value(self, record, box, code, taxes):
        """Nature of an ATC, or its rate on the last day of the period; the rate of the
        tax where the catalogue does not know the code."""
        catalogue = self.env["ipai.bir.atc"].sudo()
        if box.reads == "atc_nature":
            return catalogue._on(code, record.date_to).name or None
        rate = catalogue._rate(code, record.date_to)
        return f"{abs(taxes[:1].amount) if rate is None else rate:.2f}"

    @api.model
    def _book_domain(self, record, key, taxes, measure):
        """The items that made a row: its tax, or its base where it has no tax."""
        companies, date_from, date_to = record._period()
        month = key.get("month")
        if month:
            date_from = max(month, date_from)
            date_to = min(fields.Date.end_of(month, "month"), date_to)
        ledger = self.env["ipai.bir.ledger"].sudo()
        period = (companies, date_from, date_to)
        domain = ledger.period_domain(*period)
        if "country" in key:
            domain.append(("partner_id.country_id.code", "=", key["country"] or False))
        if "partner" in key:
            domain += ledger._partner_domain(period, key["partner"])
        return [*domain, *ledger.lines_domain(measure, taxes)]

    @api.model
    def _rows_from_returns(self, record, part, boxes):
        """One row a period of another form; what is not kept here is typed."""
        there = {row.source_key: row for row in record.row_ids if row.part_id == part}
        for code in part.rows_from.split():
            form = self.env["ipai.bir.form"]._coded(code)
            calendar = form._calendar(record.company_id)
            for dates in calendar.within(record.date_from, record.date_to):
                key = self._source_key(form, dates[0])
                source = record._latest(form, record.company_id, *dates)
                row = there.get(key) or self.create(
                    {"return_id": record.id, "part_id": part.id, "source_key": key}
                )
                name = calendar.name(*calendar.period_of(dates[0]))
                row._take(self._values_from_return(boxes, source, name))
                row.write(
                    {
                        "source_id": source.id,
                        "origin": "return" if source else "typed",
                    }
                )

    @api.model
    def _source_key(self, form, date_from):
        return f"{form.code} {date_from}"

    @api.model
    def _values_from_return(self, boxes, source, name):
        """{letter: value} that a return gives the row of its period."""
        found = {"return_period": name}
        if source:
            reference = source.payment_reference or source.filing_reference
            found.update(
                return_paid_on=fields.Date.to_string(source.paid_on) or None,
                return_bank=source.payment_bank or None,
                return_reference=reference or None,
            )
        values = {box.item: found[box.reads] for box in boxes if box.reads in found}
        for box in boxes.filtered(lambda b: source and b.reads == "return_box"):
            values[box.item] = str(source._taken(box.formula, box.code))
        return values

    def _outdated_by(self, source):
        """Whether `source` is the return of this row and says something else now."""
        key = self._source_key(source.form_id, source.date_from)
        if self.source_key != key:
            return False
        if source.state == "draft":
            return self.source_id == source
        boxes = self._column_boxes().filtered("reads")
        name = source._period_name()
        return self.source_values != self._values_from_return(boxes, source, name)


def _in_order(rows):
    return sorted(sorted((key, str(row[key])) for key in row) for row in rows)
