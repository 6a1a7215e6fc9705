# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

FORM_CLASSES = {
    "withholding_expanded": "2307",
    "withholding_final": "2306",
    "withholding_final_treaty": "2306",
    "withholding_final_interest": "2306",
}
# VAT withheld from suppliers of government is creditable, from non-residents final.
CREDITABLE_VAT = ("WV01", "WV02")


class IpaiBirCertificateBooks(models.Model):
    """What the books say a certificate should say."""

    _inherit = "ipai.bir.certificate"

    difference = fields.Text(
        compute="_compute_difference",
        compute_sudo=True,
        help="Where an issued certificate and the books part.",
    )
    has_difference = fields.Boolean(
        compute="_compute_difference",
        compute_sudo=True,
        search="_search_has_difference",
        string="Differs from the books",
    )

    @api.model
    def make(self, company, form, year, quarter=None, partners=None):
        """Make or refresh the drafts of one period from the posted entries.

        An issued certificate is left alone: where the books differ by now it is
        counted, and a person replaces it.

        :param quarter: "1" to "4", or None for the whole year (2306 only)
        :param partners: the vendors to make them for; None: all
        :return: {made, refreshed, same, different: certificates, removed: number of
            drafts the books do not know any more, no_partner: whether tax was
            withheld from nobody}
        """
        self.check_access("create")
        company = company.sudo()._ipai_filer()
        wanted = self._wanted(company, form, year, quarter)
        nobody = wanted.pop(None, None)
        kept = self._of_period(company, form, year, quarter).filtered(
            lambda c: c.state in ("draft", "issued", "sent")
        )
        if partners is not None:
            ids = set(partners.commercial_partner_id.ids)
            wanted = {key: lines for key, lines in wanted.items() if key in ids}
            kept = kept.filtered(lambda c: c.partner_id.id in ids)
        by_partner = kept.grouped(lambda c: c.partner_id.id)
        result = {"made": [], "refreshed": [], "same": [], "different": []}
        for partner_id, lines in wanted.items():
            found = by_partner.get(partner_id, self.browse())
            kind, certificate = self._make_one(
                found, lines, company, form, year, quarter, partner_id
            )
            result[kind].append(certificate.id)
        gone = kept.filtered(
            lambda c: c.state == "draft" and c.partner_id.id not in wanted
        )
        removed = len(gone)
        gone.unlink()
        found = {kind: self.browse(ids) for kind, ids in result.items()}
        return {**found, "removed": removed, "no_partner": bool(nobody)}

    def _make_one(self, found, lines, company, form, year, quarter, partner_id):
        draft = found.filtered(lambda c: c.state == "draft")[:1]
        if draft:
            draft._set_lines(lines)
            draft._compute_signatory()
            return "refreshed", draft
        if found:
            same = found[:1]._as_in_books(lines)
            return ("same" if same else "different"), found[:1]
        certificate = self.create(
            {
                "company_id": company.id,
                "form": form,
                "year": year,
                "quarter": quarter or False,
                "partner_id": partner_id,
            }
        )
        certificate._set_lines(lines)
        return "made", certificate

    @api.model
    def _of_period(self, company, form, year, quarter):
        return self.search(
            [
                ("direction", "=", "issued"),
                ("company_id", "=", company.id),
                ("form", "=", form),
                ("year", "=", year),
                ("quarter", "=", quarter or False),
            ]
        )

    @api.model
    def _wanted(self, company, form, year, quarter):
        """{partner id or None: {(part, ATC): {months, tax, tax_ids}}} of the books.

        Amounts are what was paid and withheld, counting up. Payments that a credit
        note undid within the period are left out.
        """
        dates = self._dates(year, quarter)
        companies = company._ipai_filed_companies()
        taxes = self.env["account.tax"]._ipai_of(companies)
        taxes = taxes.filtered(lambda tax: self._form_of(tax) == form)
        rows = self.env["ipai.bir.ledger"].sudo().by_partner((companies, *dates), taxes)
        payees = self._taxpayers(rows)
        wanted = defaultdict(dict)
        for row in rows:
            tax = taxes.browse(row["tax_id"])
            line = wanted[payees[row["partner_id"]]].setdefault(
                (self._part_of(form, tax._ipai_atc()), tax._ipai_atc()),
                {"months": [Decimal(0)] * 3, "tax": Decimal(0), "tax_ids": set()},
            )
            month = row["month"].month - dates[0].month if quarter else 0
            line["months"][month] += row["base"]
            line["tax"] -= row["tax"]
            line["tax_ids"].add(tax.id)
        return {
            partner_id: kept
            for partner_id, lines in wanted.items()
            if (
                kept := {k: v for k, v in lines.items() if v["tax"] or any(v["months"])}
            )
        }

    @api.model
    def _taxpayers(self, rows):
        """{partner id of a ledger row: id of the taxpayer behind it, or None}."""
        ids = {row["partner_id"] for row in rows} - {None}
        partners = self.env["res.partner"].sudo().browse(ids)
        return {None: None} | {p.id: p.commercial_partner_id.id for p in partners}

    @api.model
    def _form_of(self, tax):
        """The form that certifies a tax, or None."""
        if tax.ipai_tax_class != "withholding_vat":
            return FORM_CLASSES.get(tax.ipai_tax_class)
        return "2307" if tax._ipai_atc().startswith(CREDITABLE_VAT) else "2306"

    @api.model
    def _part_of(self, form, atc):
        """Codes of withheld VAT (WV) and percentage tax (WB) are business taxes."""
        if form == "2306":
            return "final"
        return "business" if atc.startswith(("WV", "WB")) else "income"

    def _set_lines(self, lines):
        self.line_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "part": part,
                        "atc": atc or False,
                        **{
                            f"amount_{number}": float(amount)
                            for number, amount in enumerate(line["months"], 1)
                        },
                        "tax": float(line["tax"]),
                        "tax_ids": [Command.set(sorted(line["tax_ids"]))],
                    }
                )
                for (part, atc), line in sorted(lines.items())
            ),
        ]

    def _said(self):
        """{(part, ATC): (sum of payments, tax)} of the certificate."""
        said = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for line in self.line_ids:
            sums = said[line.part, line.atc or ""]
            sums[0] += line._decimal("amount_total")
            sums[1] += line._decimal("tax")
        return {key: tuple(sums) for key, sums in said.items()}

    @staticmethod
    def _sums(lines):
        return {key: (sum(v["months"]), v["tax"]) for key, v in lines.items()}

    def _as_in_books(self, lines):
        return self._said() == self._sums(lines)

    @api.depends("line_ids.amount_total", "line_ids.tax", "state")
    def _compute_difference(self):
        """Compared anew each time it is read: the books go on after the issue."""
        given = self.filtered(
            lambda c: c.direction == "issued" and c.state in ("issued", "sent")
        )
        (self - given).difference = False
        (self - given).has_difference = False
        for (company, form, year, quarter), certificates in given.grouped(
            lambda c: (c.company_id, c.form, c.year, c.quarter)
        ).items():
            wanted = self._wanted(company, form, year, quarter)
            for certificate in certificates:
                lines = wanted.get(certificate.partner_id.id, {})
                certificate.difference = certificate._difference_text(lines)
                certificate.has_difference = bool(certificate.difference)

    def _difference_text(self, lines):
        said, books = self._said(), self._sums(lines)
        nothing = (Decimal(0), Decimal(0))
        return "\n".join(
            self.env._(
                "%(atc)s: certified %(base)s with tax %(tax)s, the books have "
                "%(books_base)s with tax %(books_tax)s.",
                atc=key[1] or self.env._("Without ATC"),
                base=f"{said.get(key, nothing)[0]:,.2f}",
                tax=f"{said.get(key, nothing)[1]:,.2f}",
                books_base=f"{books.get(key, nothing)[0]:,.2f}",
                books_tax=f"{books.get(key, nothing)[1]:,.2f}",
            )
            for key in sorted(said.keys() | books.keys())
            if said.get(key, nothing) != books.get(key, nothing)
        )

    @api.model
    def _search_has_difference(self, operator, value):
        given = self.search(
            [("direction", "=", "issued"), ("state", "in", ("issued", "sent"))]
        )
        found = given.filtered("has_difference").ids
        wanted = (operator in ("=", "in")) == bool(
            any(value) if isinstance(value, (list, tuple, set)) else value
        )
        return [("id", "in" if wanted else "not in", found)]

    def action_replace(self):
        """A new draft from the books; issuing it cancels this certificate."""
        self.ensure_one()
        if self.direction != "issued" or self.state not in ("issued", "sent"):
            raise UserError(self.env._("Only an issued certificate is replaced."))
        wanted = self._wanted(self.company_id, self.form, self.year, self.quarter)
        draft = self.search([("replaces_id", "=", self.id), ("state", "=", "draft")])
        if not draft:
            draft = self.copy({"line_ids": False})
            draft.sudo().replaces_id = self
        draft._set_lines(wanted.get(self.partner_id.id, {}))
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }
