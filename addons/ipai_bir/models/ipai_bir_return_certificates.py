# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib

from odoo import models

# What a return credits, by the tax it is about: the part of the certificates that
# proves it, and the box it stands in.
CREDITS = {"vat": "business", "income": "income"}
NAMED = 10


class IpaiBirReturnCertificates(models.Model):
    """Whether the certificates of customers prove what a return credits."""

    _inherit = "ipai.bir.return"

    def _checks(self):
        codes = super()._checks()
        return [*codes, "certificates"] if self._credited_part() else codes

    def _credited_part(self):
        return CREDITS.get(self.form_id.tax_type)

    def _check_certificates(self):
        """Tax the books credit that no certificate, or a lower one, proves.

        The credit is taken from the books. The BIR allows it by the certificate
        (RR 2-98 Sec. 2.58.3), so the preparer is told whose is missing.
        """
        part = self._credited_part()
        rows = self.env["ipai.bir.certificate.match"].compare(
            *self._period(), parts=(part,)
        )
        missing = [row for row in rows if row["status"] == "missing"]
        different = [row for row in rows if row["status"] in ("different", "unknown")]
        findings = []
        if missing:
            findings.append(
                self._certificate_finding(
                    "missing",
                    missing,
                    self.env._(
                        "Tax withheld by customers is credited without a certificate "
                        "(2307):"
                    ),
                )
            )
        if different:
            findings.append(
                self._certificate_finding(
                    "different",
                    different,
                    self.env._(
                        "Certificates of customers (2307) differ from the tax that is "
                        "credited:"
                    ),
                )
            )
        return findings

    def _certificate_finding(self, kind, rows, text):
        partners = self.env["res.partner"].sudo()
        rows = sorted(rows, key=lambda row: -abs(row["books_tax"]))
        told = [
            self._certificate_row_text(kind, row, partners.browse(row["partner_id"]))
            for row in rows[:NAMED]
        ]
        if len(rows) > NAMED:
            told.append(self.env._("and %s more", len(rows) - NAMED))
        said = ";".join(
            f"{row['partner_id']}:{row['books_tax']}:{row['certified_tax']}"
            for row in rows
        )
        return {
            "level": "warning",
            "text": f"{text} {'; '.join(told)}.",
            "key": f"{kind}:{hashlib.sha256(said.encode()).hexdigest()[:16]}",
            "res_model": "res.partner",
            "ids": [row["partner_id"] for row in rows if row["partner_id"]],
        }

    def _certificate_row_text(self, kind, row, partner):
        name = partner.name or self.env._("entries without a customer")
        if kind == "missing":
            return f"{name} {row['books_tax']:,.2f}"
        return self.env._(
            "%(name)s %(books)s, certified %(certified)s",
            name=name,
            books=f"{row['books_tax']:,.2f}",
            certified=f"{row['certified_tax']:,.2f}",
        )
