# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
import io
import zipfile
from decimal import Decimal
from functools import cache

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, file_open

from ..tools import dat_file, formula
from ..tools.dat_layout import load
from ..tools.tax_list import LISTS
from .ipai_bir_list_line import FILED
from .ipai_bir_return_lists import NO_TIN

FOLDER = "ipai_bir/data/dat"
LAYOUTS = ["1601eq", "1601fq", "sawt", "map", "1604e", "sls", "slp", "sli"]
BOXES = "ipai_bir/data/list_boxes.csv"


@cache
def _layout(path):
    with file_open(f"{path}.csv") as file:
        return load(path.rsplit("/", 1)[-1], file.read())


class IpaiBirReturnDat(models.Model):
    """The files of the lists, for the BIR's validation programs."""

    _inherit = "ipai.bir.return"

    @api.model
    def _dat_layouts(self):
        """{name: layout} of every file known here; modules add their own."""
        return {name: _layout(f"{FOLDER}/{name}") for name in LAYOUTS}

    @api.model
    def _dat_layout(self, name):
        return self._dat_layouts()[name]

    def _list_source(self, code):
        """Where the layout of the file of a list is from."""
        if code not in LISTS:
            return False
        layout = self._dat_layout(LISTS[code].layout(self.form_code))
        return layout.about["source"]

    def dat_files(self, list_code=None):
        """Files of one list, or of all lists of the return that have lines.

        :return: [(file name, bytes)], one a month where the list is monthly
        :raises UserError: with every problem of every line
        """
        self.ensure_one()
        files, problems = self._dat_attempt(list_code)
        if problems:
            raise UserError(
                self.env._(
                    "The file cannot be written yet:\n%s",
                    "\n".join(f"• {problem}" for problem in problems),
                )
            )
        return files

    def _dat_attempt(self, list_code=None):
        """(files that can be written, problems of those that cannot)."""
        files, problems = [], []
        for item, month, lines in self._dat_parts(list_code):
            try:
                files.append(self._dat_file(item, month, lines))
            except dat_file.DatError as error:
                problems += map(str, error.problems)
        # the months of a list have the same problem each
        return files, list(dict.fromkeys(problems))

    def _dat_parts(self, list_code=None):
        """(list, month, lines) of each file."""
        lines = self.list_line_ids.filtered(
            lambda line: not list_code or line.list_code == list_code
        )
        for (code, month), part in lines.grouped(
            lambda line: (line.list_code, line.month)
        ).items():
            if code in LISTS:
                yield LISTS[code], month, part

    def _dat_file(self, item, month, lines):
        layout = self._dat_layout(item.layout(self.form_code))
        form = self.form_code.replace("-", "")
        header = self._dat_header(layout, month, lines)
        model = self.env["ipai.bir.list.line"]
        records = [
            model._dat_record(layout, item, values) for values in lines.read(FILED)
        ]
        return (
            dat_file.name(layout, header, form),
            dat_file.write(
                layout, [dat_file.Record(layout.header, header), *records], form
            ),
        )

    def _dat_header(self, layout, month, lines):
        """What the header of a file says of the taxpayer and the period."""
        company = self.company_id.sudo()
        identity = company.partner_id._ipai_identity()
        person = [identity[k] for k in ("last_name", "first_name", "middle_name")]
        known = {
            **identity,
            "trade_name": company.name,
            "period": month,
            "date": min(fields.Date.end_of(month, "month"), self.date_to),
            "rdo": company._ipai_rdo(),
            "fiscal_month": int(company.fiscalyear_last_month),
        }
        names = {field.name: field for field in layout.records[layout.header]}
        if "last_name" not in names and not identity["company_name"]:
            known["company_name"] = " ".join(filter(None, person))
        if "creditable" in names:
            known.update(self._creditable(month, lines))
        return {name: known.get(name) for name, field in names.items() if field.given}

    def _creditable(self, month, lines):
        """Input tax of the month that may be credited, and that may not.

        The return says per quarter what cannot be credited; each month bears its
        share of that by its input tax, the last one the rest.
        """
        cents = self.env["ipai.bir.list.line"]._cents
        every = self.list_line_ids.filtered(lambda line: line.list_code == "slp")
        months = sorted(set(every.mapped("month")))
        taxes = {
            m: sum((cents(x.tax) for x in every if x.month == m), Decimal(0))
            for m in months
        }
        denied = self._list_box("slp", "non_creditable") or Decimal(0)
        whole = sum(taxes.values(), Decimal(0))
        shares = {
            m: formula.rounded(denied * taxes[m] / whole) if whole else Decimal(0)
            for m in months
        }
        if months:
            shares[months[-1]] += denied - sum(shares.values(), Decimal(0))
        return {
            "creditable": taxes[month] - shares[month],
            "non_creditable": shares[month],
        }

    @api.model
    def _list_box_rows(self):
        """Rows of the table that says which boxes a list adds up to."""
        with file_open(BOXES) as file:
            return list(csv.DictReader(file))

    def _list_box_formulas(self):
        """{(list, measure): formula on the boxes} of the edition of the return."""
        edition = fields.Date.to_string(self.edition_id.valid_from)
        rows = [row for row in self._list_box_rows() if row["form"] == self.form_code]
        return {
            (row["list"], row["measure"]): row["formula"]
            for row in sorted(rows, key=lambda row: row["valid_from"])
            if row["valid_from"] <= edition
        }

    def _list_box(self, code, measure, columns=None):
        """What the boxes say of a sum of a list, None where they say nothing.

        :param columns: of the rows, from whoever asks for many sums
        """
        text = self._list_box_formulas().get((code, measure))
        if not text:
            return None
        if columns is None:
            columns = self.row_ids._columns(self.edition_id)
        return formula.evaluate({measure: text}, self._evaluated(), columns)[measure]

    def action_dat(self, list_code=None):
        """Download the file of a list, or all files of the return.

        Several files come in one archive.
        """
        self.ensure_one()
        self.dat_files(list_code)
        part = f"/{list_code}" if list_code else ""
        return {
            "type": "ir.actions.act_url",
            "url": f"/ipai_bir/return/{self.id}/dat{part}",
            "target": "new",
        }

    def _dat_download(self, list_code=None):
        """(file name, bytes, media type) of what `action_dat` downloads."""
        files = self.dat_files(list_code)
        if not files:
            raise UserError(
                self.env._(
                    "%s has no lines to put into a file. Compute it first; without "
                    "entries there is nothing to send.",
                    self.name,
                )
            )
        if len(files) == 1:
            return (*files[0], "text/plain")
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in files:
                packed.writestr(name, content)
        name = f"{self.name} {list_code or 'DAT'}.zip"
        return name, archive.getvalue(), "application/zip"

    def _files(self):
        """Keep the files of the lists with what was filed.

        A list whose problems were accepted has no file: the check keeps the reason.
        """
        files, _problems = self._dat_attempt()
        return [
            *super()._files(),
            *(("dat", name, content, "text/plain") for name, content in files),
        ]

    def _checks(self):
        return [*super()._checks(), "list_lines", "list_totals"]

    def _check_list_lines(self):
        """Lines of lists that no file can hold yet."""
        titles = dict(self.env["ipai.bir.list.line"]._list_codes())
        findings = self._abroad_findings()
        flawed = self._payees_of_lines(SQL("problems IS NOT NULL"))
        for code in dict.fromkeys(code for code, _payee, _count in flawed):
            counts = {p: count for its, p, count in flawed if its == code}
            text = self.env._(
                "%(title)s: the file cannot be written yet. Lines with problems: "
                "%(count)s, of %(names)s.",
                title=titles[code],
                count=sum(counts.values()),
                names=self._few_names([x or self.env._("no name") for x in counts]),
            )
            findings.append(
                {
                    "level": "warning",
                    "text": text,
                    "res_model": "ipai.bir.list.line",
                    "domain": [
                        ("return_id", "=", self.id),
                        ("list_code", "=", code),
                        ("problems", "!=", False),
                    ],
                    "count": sum(counts.values()),
                }
            )
        return findings

    def _payees_of_lines(self, where):
        """[(list, payee, number of lines)] of some lines, in their order."""
        self.env["ipai.bir.list.line"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT list_code, payee, COUNT(*)
                  FROM ipai_bir_list_line
                 WHERE return_id = %s AND %s
                 GROUP BY list_code, payee
                 ORDER BY list_code, MIN(ARRAY[month - DATE '1900-01-01', sequence])
                """,
                self.id,
                where,
            )
        )

    def _abroad_findings(self):
        """Partners abroad stand in the lists without a TIN of their own."""
        abroad = self._payees_of_lines(SQL("tin = %s", NO_TIN))
        if not abroad:
            return []
        text = self.env._(
            "Written with nine zeros as TIN, being abroad: %s. The layouts give no "
            "rule for partners without a Philippine TIN.",
            ", ".join(dict.fromkeys(payee or "" for _code, payee, _count in abroad)),
        )
        return [{"level": "note", "text": text}]

    def _check_list_totals(self):
        """Lists add up to the boxes of the return."""
        findings = []
        titles = dict(self.env["ipai.bir.list.line"]._list_codes())
        columns = self.row_ids._columns(self.edition_id)
        for (code, measure), text in self._list_box_formulas().items():
            if code not in self._list_codes() or measure == "non_creditable":
                continue
            listed = self._listed(code, measure)
            boxed = self._list_box(code, measure, columns)
            if listed != boxed:
                said = self.env._(
                    "%(title)s adds up to %(listed)s (%(measure)s), the return says "
                    "%(boxed)s in %(formula)s.",
                    title=titles[code],
                    listed=f"{listed:,.2f}",
                    measure=measure.replace("+", " + ").replace("_", " "),
                    boxed=f"{boxed:,.2f}",
                    formula=text,
                )
                findings.append({"level": "warning", "text": said})
        return findings

    def _listed(self, code, measure):
        """Sum of the columns `measure` ("services+goods") over a list."""
        model = self.env["ipai.bir.list.line"]
        model.flush_model()
        sums = [
            SQL("COALESCE(SUM(%s), 0)", SQL.identifier(name))
            for name in measure.split("+")
        ]
        query = SQL(
            """SELECT (%s)::text FROM ipai_bir_list_line
                WHERE return_id = %s AND list_code = %s""",
            SQL(" + ").join(sums),
            self.id,
            code,
        )
        [[total]] = self.env.execute_query(query)
        total = Decimal(total)
        whole = self.edition_id.unit == "peso"
        return formula.rounded(total, formula.PESO if whole else formula.CENTAVO)
