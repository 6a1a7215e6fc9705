# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import fields, models

from ..tools.dat_field import FieldError, plain
from ..tools.tax_list import LISTS

ZERO = Decimal(0)
# of a partner abroad without a Philippine TIN: the layouts have no rule for it
NO_TIN = "000000000"
# what `_file_identity` reads of partners, of whom there may be many
NAMING = [
    *("commercial_partner_id", "vat", "name", "is_company", "ipai_file_name"),
    *("last_name", "first_name", "middle_name"),
    *("street", "street2", "city", "state_id", "country_id", "zip"),
]


class IpaiBirReturnLists(models.Model):
    """The lists that are filed with a return, read from the same entries as its
    boxes."""

    _inherit = "ipai.bir.return"

    list_line_ids = fields.One2many(
        "ipai.bir.list.line", "return_id", string="Lines of lists", readonly=True
    )
    list_edits = fields.Json(
        readonly=True,
        copy=False,
        help="What was typed into lines, by line: kept while the books are read anew.",
    )

    def _read_lists(self):
        """Make the lists anew from the posted entries; what was typed stays."""
        result = super()._read_lists()
        lines = self.env["ipai.bir.list.line"].sudo()
        lines = lines.with_context(ipai_list_reading=True)
        for record in self:
            record._refuse_locked()
            lines._forget(record)
            partners = {}
            for code in record._list_codes():
                found = getattr(record, f"_list_lines_{code}")()
                lines._store(record._finished(found, partners))
        self.invalidate_recordset(["list_line_ids"])
        return result

    def _list_codes(self):
        """Codes of the lists of the edition."""
        return (self.edition_id.lists or "").split()

    def _list_lines_qap(self):
        return self._lines_by_code(LISTS["qap"])

    def _list_lines_sawt(self):
        return self._lines_by_code(LISTS["sawt"])

    def _list_lines_map(self):
        return self._lines_by_code(LISTS["map"])

    def _list_lines_alphalist_1604e(self):
        return self._lines_by_code(LISTS["alphalist_1604e"])

    def _list_lines_sls(self):
        return self._lines_by_month(LISTS["sls"])

    def _list_lines_slp(self):
        return self._lines_by_month(LISTS["slp"])

    def _list_lines_sli(self):
        return self._lines_by_entry(LISTS["sli"])

    def _list_taxes(self, item):
        """Taxes of the filing companies that the list counts."""
        classes = set(item.classes(self.form_code))
        taxes = self.env["account.tax"]._ipai_of(self._filed_companies())
        return taxes.filtered(lambda tax: tax.ipai_tax_class in classes)

    def _list_period(self, month=None):
        """The period whose entries a line counts: of the return, or one month."""
        companies, date_from, date_to = self._period()
        if month:
            date_from = max(month, date_from)
            date_to = min(fields.Date.end_of(month, "month"), date_to)
        return companies, date_from, date_to

    def _list_rows(self, item):
        """[(id of the commercial partner or None, row)] of the books, as `by_partner`
        gives them."""
        taxes = self._list_taxes(item)
        ledger = self.env["ipai.bir.ledger"].sudo()
        rows = ledger.by_partner(self._period(), taxes)
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        found = partners.browse({r["partner_id"] for r in rows if r["partner_id"]})
        found.fetch(["commercial_partner_id"])
        payees = {p.id: p.commercial_partner_id.id for p in found}
        return [(payees.get(row["partner_id"]), row) for row in rows]

    def _lines_by_code(self, item):
        """One line a payee, ATC and rate; the period is the return's last month."""
        month = fields.Date.start_of(self.date_to, "month")
        kinds = {
            tax.id: (tax._ipai_atc(), Decimal(str(round(abs(tax.amount), 4))))
            for tax in self._list_taxes(item)
        }
        lines, common = {}, self._line_values(item)
        for payee_id, row in self._list_rows(item):
            atc, rate = kinds[row["tax_id"]]
            key = f"{item.code}|{payee_id or 0}|{atc}|{rate.normalize():f}"
            if key not in lines:
                lines[key] = {
                    **common,
                    **self._line_key(key, month, payee_id),
                    "atc": atc or False,
                    "rate": float(rate),
                    "is_exempt": bool(item.exempt) and not rate,
                    "base": ZERO,
                    "tax": ZERO,
                }
            line = lines[key]
            line["base"] += item.base_sign * row["base"]
            line["tax"] += item.tax_sign * row["tax"]
            self._note_origin(line, row)
        codes = {line["atc"] for line in lines.values()}
        atc = self.env["ipai.bir.atc"]
        natures = {code: atc._on(code, self.date_to).name for code in codes}
        for line in lines.values():
            line["nature"] = natures[line["atc"]]
        return [line for line in lines.values() if line["base"] or line["tax"]]

    def _lines_by_month(self, item):
        """One line a partner and month, a column for each kind of tax."""
        columns = item.classes(self.form_code)
        amounts = {*columns.values(), "tax"}
        kinds = {tax.id: columns[tax.ipai_tax_class] for tax in self._list_taxes(item)}
        empty = dict.fromkeys(("exempt", "zero_rated", *amounts), ZERO)
        lines, common = {}, self._line_values(item)
        for payee_id, row in self._list_rows(item):
            key = f"{item.code}|{payee_id or 0}|{row['month']:%Y-%m}"
            if key not in lines:
                its = self._line_key(key, row["month"], payee_id)
                lines[key] = {**common, **its, **empty}
            line = lines[key]
            line[kinds[row["tax_id"]]] += item.base_sign * row["base"]
            line["tax"] += item.tax_sign * row["tax"]
            self._note_origin(line, row)
        return [line for line in lines.values() if any(line[name] for name in amounts)]

    def _lines_by_entry(self, item):
        """One line an entry: importations are known one by one."""
        columns = item.classes(self.form_code)
        taxes = {tax.id: tax for tax in self._list_taxes(item)}
        ledger = self.env["ipai.bir.ledger"].sudo()
        asked = self.env["account.tax"].union(*taxes.values())
        sums = list(ledger.by_entry(self._period(), asked))
        moves = self.env["account.move"].sudo().browse({row[0] for row in sums})
        moves.fetch(["ref", "date", "invoice_date", "partner_id"])
        payees = moves.partner_id
        payees.fetch(["commercial_partner_id", "country_id"])
        paid = ledger.first_payments(moves.ids)
        by_id = {move.id: move for move in moves}
        lines = {}
        for move_id, tax_id, measure, balance in sums:
            tax = taxes[tax_id]
            column = columns[tax.ipai_tax_class] if measure == "tax_base" else "tax"
            line = self._entry_line(lines, item, by_id[move_id], tax, paid)
            line[column] += item.base_sign * balance
        for line in lines.values():
            line["dutiable_value"] = line["taxable"] + line["exempt"]
        return [
            line
            for line in lines.values()
            if line["taxable"] or line["exempt"] or line["tax"]
        ]

    def _entry_line(self, lines, item, move, tax, paid):
        key = f"{item.code}|{move.id}"
        if key not in lines:
            payee = move.partner_id.commercial_partner_id
            month = fields.Date.start_of(move.date, "month")
            lines[key] = {
                **self._line_values(item),
                **self._line_key(key, month, payee.id),
                "country": payee.country_id.name or False,
                **self._proposed_importation(move, paid.get(move.id)),
                "charges": ZERO,
                **dict.fromkeys(("taxable", "exempt", "tax"), ZERO),
                "origin": {"entry": move.id, "taxes": []},
            }
        if tax.id not in lines[key]["origin"]["taxes"]:
            lines[key]["origin"]["taxes"].append(tax.id)
        return lines[key]

    @staticmethod
    def _proposed_importation(move, paid):
        """What the bill lets one suppose of the customs papers; a person corrects."""
        return {
            "entry_number": move.ref or False,
            "assessment_date": move.invoice_date or move.date,
            "importation_date": move.invoice_date or move.date,
            "payment_reference": (paid and paid[0]) or False,
            "payment_date": (paid and paid[1]) or False,
        }

    @staticmethod
    def _note_origin(line, row):
        origin = line["origin"]
        if row["tax_id"] not in origin["taxes"]:
            origin["taxes"].append(row["tax_id"])
        if row["partner_id"] not in origin["partners"]:
            origin["partners"].append(row["partner_id"])

    def _line_values(self, item):
        """Values that every line of a list has alike."""
        return {
            "return_id": self.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "list_code": item.code,
        }

    @staticmethod
    def _line_key(key, month, payee_id):
        """Values that tell which line it is."""
        return {
            "key": key,
            "month": month,
            "partner_id": payee_id or False,
            "origin": {"taxes": [], "partners": []},
        }

    def _named(self, lines, known):
        """Put into `known` {partner id: (identity, name as the file sorts it)}."""
        ids = {line["partner_id"] for line in lines if line["partner_id"]}
        partners = self.env["res.partner"].sudo().browse(ids - known.keys())
        partners.fetch(NAMING)
        for partner in partners:
            identity = {
                name: value or False
                for name, value in self._file_identity(partner).items()
                if name != "zip"
            }
            known[partner.id] = identity, self._sort_name(identity)

    def _finished(self, lines, partners):
        """The lines in their order, with identity, edits, number and problems.

        :param partners: of lists before this one, see `_named`
        """
        self._named(lines, partners)
        typed = self.list_edits or {}
        for line in lines:
            told, name = partners.get(line["partner_id"], ({}, ""))
            edits = typed.get(line["key"])
            line["payee"] = self._sort_name({**told, **edits}) if edits else name
        lines.sort(
            key=lambda line: (
                line["month"],
                bool(line.get("is_exempt")),
                line["payee"] or "",
                line.get("atc") or "",
                line["key"],
            )
        )
        self._number_lines(lines)
        model, known = self.env["ipai.bir.list.line"], {}
        for line in lines:
            edits = typed.get(line["key"]) or {}
            told, _name = partners.get(line["partner_id"], ({}, ""))
            whole = {**line, **told, **edits, "edits": edits or False}
            whole["problems"] = model._problems(self, whole, known)
            yield whole

    @staticmethod
    def _file_identity(partner):
        """The identity of a partner with the shorter name it has in files."""
        identity = partner._ipai_identity()
        if identity["company_name"] and partner.ipai_file_name:
            identity["company_name"] = partner.ipai_file_name
        abroad = partner.country_id and partner.country_id.code != "PH"
        if abroad and not partner.vat:
            identity["tin"] = NO_TIN
        return identity

    @staticmethod
    def _sort_name(line):
        """The name as the file sorts it: company, or last, first and middle name."""
        person = ("last_name", "first_name", "middle_name")
        known = {name for name in person if name in line and line[name]}
        company = "company_name" in line and line["company_name"]
        text = company or " ".join(line[name] for name in person if name in known)
        try:
            return plain(text)
        except FieldError:
            return text

    @staticmethod
    def _number_lines(lines):
        """Count each file's lines from 1."""
        numbers = defaultdict(int)
        for line in lines:
            file = (line["month"], bool(line.get("is_exempt")))
            numbers[file] += 1
            line["sequence"] = numbers[file]

    def _keep_list_edits(self, key, values):
        """Remember what was typed into a line."""
        kept = dict(self.list_edits or {})
        kept[key] = {**kept.get(key, {}), **values}
        self.sudo().list_edits = kept

    def _forget_list_edits(self, keys):
        self.sudo().list_edits = {
            key: edits
            for key, edits in (self.list_edits or {}).items()
            if key not in set(keys)
        }
