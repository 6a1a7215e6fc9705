# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import re
from datetime import date
from decimal import Decimal, InvalidOperation

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools import table_file, tin

COLUMNS = {
    "TIN": True,
    "Customer": False,
    "Year": True,
    "Quarter": True,
    "Number": False,
    "Received on": False,
    "ATC": True,
    "Month 1": True,
    "Month 2": True,
    "Month 3": True,
    "Tax withheld": True,
}
EXAMPLE = ["123-456-789-00000", "Acacia Supply Corp", 2026, 3, "2307-0042"]
EXAMPLE += ["2026-10-12", "WC160", 10000, 0, 5000, 300]
ATC = re.compile(r"W[A-Z]\d{3}")


class IpaiBirCertificateImport(models.TransientModel):
    """A list of certificates received, taken in whole or not at all."""

    _name = "ipai.bir.certificate.import"
    _description = "Import BIR certificates received"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company.sudo()._ipai_filer(),
    )
    content = fields.Binary(string="XLSX or CSV file", attachment=False)
    filename = fields.Char()
    problems = fields.Text(readonly=True)

    def action_template(self):
        """Download an XLSX with the heading and one row as an example."""
        self.ensure_one()
        content = table_file.write(list(COLUMNS), [EXAMPLE])
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.env._("Certificates received.xlsx"),
                "raw": content,
                "mimetype": table_file.XLSX,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }

    def action_import(self):
        """Make a draft of each certificate; with one wrong row, make none.

        Rows of the same customer, quarter and number are the lines of one
        certificate.
        """
        self.ensure_one()
        if not self.content:
            raise UserError(self.env._("Choose the XLSX or CSV file first."))
        certificates, problems = self._read()
        if problems:
            self.problems = "\n".join(problems)
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Nothing was imported"),
                "res_model": self._name,
                "res_id": self.id,
                "views": [(False, "form")],
                "target": "new",
            }
        records = self.env["ipai.bir.certificate"].create(certificates)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ipai_bir.ipai_bir_certificate_received_action"
        )
        action["domain"] = [("id", "in", records.ids)]
        return action

    def _read(self):
        """([values of certificates], [problems by row])."""
        content = base64.b64decode(self.content)
        try:
            rows = table_file.read(content, self.filename or "", COLUMNS)
        except table_file.TableError as error:
            return [], error.problems
        if not rows:
            return [], [self.env._("The file has a heading, but no rows.")]
        found, problems = {}, []
        for row in rows:
            values, line, wrong = self._row(row.values)
            problems += [
                self.env._("Row %(row)s: %(text)s", row=row.number, text=text)
                for text in wrong
            ]
            if not wrong:
                key = (values["partner_id"], values["year"], values["quarter"])
                key += (values["number"] or f"row {row.number}",)
                kept = found.setdefault(key, {**values, "line_ids": []})
                kept["line_ids"].append(Command.create(line))
        if not problems:
            problems = self._recorded_already(found.values())
        return list(found.values()), problems

    def _row(self, values):
        """(certificate, line, problems) of one row."""
        wrong = []

        def take(name, reader, required=True):
            text = values[name]
            if not text and not required:
                return None
            try:
                return reader(text)
            except (ValueError, InvalidOperation) as error:
                wrong.append(f"{name}: {error}")
                return None

        partner = take("TIN", self._partner)
        certificate = {
            "direction": "received",
            "company_id": self.company_id.sudo()._ipai_filer().id,
            "partner_id": partner,
            "year": take("Year", self._year),
            "quarter": take("Quarter", self._quarter),
            "number": values["Number"] or False,
            "received_on": take("Received on", self._date, required=False),
        }
        atc = take("ATC", self._atc) or ""
        line = {
            "part": "business" if atc.startswith(("WV", "WB")) else "income",
            "atc": atc,
            "tax": take("Tax withheld", self._amount),
        }
        for month in (1, 2, 3):
            line[f"amount_{month}"] = take(f"Month {month}", self._amount, False) or 0
        return certificate, line, wrong

    @api.model
    def _partner(self, text):
        parsed = tin.parse(text)
        if not parsed:
            raise ValueError(
                self.env._("“%s” is not written like 123-456-789-00000.", text)
            )
        number, branch = parsed
        digits = self.env["res.partner"].search(
            [("vat", "like", f"{number[:3]}%{number[6:]}"), ("parent_id", "=", False)]
        )
        known = digits.filtered(lambda p: (p._ipai_tin() or ("",))[0] == number)
        exact = known.filtered(lambda p: p._ipai_tin()[1] == branch)
        found = exact or known
        if not found:
            raise ValueError(
                self.env._(
                    "No contact has the TIN %s: create the customer first.", text
                )
            )
        if len(found) > 1:
            raise ValueError(
                self.env._(
                    "%(count)s contacts have the TIN %(tin)s: merge them first.",
                    count=len(found),
                    tin=text,
                )
            )
        return found.id

    @api.model
    def _year(self, text):
        if not re.fullmatch(r"20\d\d", text):
            raise ValueError(self.env._("“%s” is no year.", text))
        return int(text)

    @api.model
    def _quarter(self, text):
        if text not in ("1", "2", "3", "4"):
            raise ValueError(self.env._("“%s” is no quarter: write 1 to 4.", text))
        return text

    @api.model
    def _date(self, text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(
                self.env._("“%s” is no date: write it like 2026-10-12.", text)
            ) from error

    @api.model
    def _atc(self, text):
        if not ATC.fullmatch(text.upper()):
            raise ValueError(self.env._("“%s” is no ATC like WC160.", text))
        return text.upper()

    @api.model
    def _amount(self, text):
        plain = text.replace(",", "")
        if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", plain):
            raise ValueError(
                self.env._("“%s” is no amount: write it like 1234.50.", text)
            )
        return float(Decimal(plain))

    def _recorded_already(self, certificates):
        problems = []
        for values in certificates:
            known = values["number"] and self.env["ipai.bir.certificate"].search(
                [
                    ("direction", "=", "received"),
                    ("company_id", "=", values["company_id"]),
                    ("partner_id", "=", values["partner_id"]),
                    ("number", "=", values["number"]),
                    ("state", "!=", "cancelled"),
                ],
                limit=1,
            )
            if known:
                problems.append(
                    self.env._(
                        "%(number)s of %(name)s is recorded already.",
                        number=values["number"],
                        name=known.partner_id.name,
                    )
                )
        return problems
