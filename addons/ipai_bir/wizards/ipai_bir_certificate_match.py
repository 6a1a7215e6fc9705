# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

RECEIVED_CLASSES = {
    "income": "withholding_received",
    "business": "withholding_vat_received",
}


class IpaiBirCertificateMatch(models.TransientModel):
    """Tax one customer withheld in one quarter: the books beside the certificates."""

    _name = "ipai.bir.certificate.match"
    _description = "Tax withheld by a customer: books and certificates"
    _order = "status, books_tax desc, id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    part = fields.Selection(
        [("income", "Income tax"), ("business", "Value-added tax")],
        string="Tax",
        readonly=True,
    )
    date_from = fields.Date(readonly=True)
    date_to = fields.Date(readonly=True)
    books_base = fields.Monetary(string="Payments in the books", readonly=True)
    books_tax = fields.Monetary(string="Tax in the books", readonly=True)
    certified_base = fields.Monetary(string="Payments certified", readonly=True)
    certified_tax = fields.Monetary(string="Tax certified", readonly=True)
    difference = fields.Monetary(
        readonly=True, help="Tax in the books that no certificate proves."
    )
    status = fields.Selection(
        [
            ("missing", "Not yet received"),
            ("different", "Different"),
            ("unknown", "Not in the books"),
            ("matched", "Matched"),
        ],
        readonly=True,
    )

    @api.model
    def compare(self, companies, date_from, date_to, parts=("income", "business")):
        """What customers withheld by the books and by confirmed certificates.

        The books alone decide what a return credits; this says what proves it.

        :param companies: head office and branches of one taxpayer
        :return: [{partner_id (None without one), part, books_base, books_tax,
            certified_base, certified_tax (Decimal), status}], by part and partner
        """
        zero = (Decimal(0), Decimal(0))
        books = self._books(companies, date_from, date_to, parts)
        certified = self._certified(companies, date_from, date_to, parts)
        rows = []
        for part, partner_id in sorted(
            books.keys() | certified.keys(), key=lambda key: (key[0], key[1] or 0)
        ):
            held = books.get((part, partner_id), zero)
            proven = certified.get((part, partner_id), zero)
            if held == zero and proven == zero:
                continue
            rows.append(
                {
                    "partner_id": partner_id,
                    "part": part,
                    "books_base": held[0],
                    "books_tax": held[1],
                    "certified_base": proven[0],
                    "certified_tax": proven[1],
                    "status": self._status(held, proven),
                }
            )
        return rows

    @staticmethod
    def _status(held, proven):
        if held == proven:
            return "matched"
        if not proven[1]:
            return "missing"
        return "different" if held[1] else "unknown"

    @api.model
    def _books(self, companies, date_from, date_to, parts):
        """{(part, partner id or None): (payments, tax)} of the posted entries."""
        taxes = self.env["account.tax"]._ipai_of(companies)
        part_of = {
            tax.id: part
            for part in parts
            for tax in taxes
            if tax.ipai_tax_class == RECEIVED_CLASSES[part]
        }
        rows = (
            self.env["ipai.bir.ledger"]
            .sudo()
            .by_partner((companies, date_from, date_to), taxes.browse(part_of))
        )
        payers = self.env["ipai.bir.certificate"]._taxpayers(rows)
        sums = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for row in rows:
            held = sums[part_of[row["tax_id"]], payers[row["partner_id"]]]
            held[0] -= row["base"]
            held[1] += row["tax"]
        return {key: tuple(held) for key, held in sums.items()}

    @api.model
    def _certified(self, companies, date_from, date_to, parts):
        lines = (
            self.env["ipai.bir.certificate.line"]
            .sudo()
            .search(
                [
                    ("certificate_id.direction", "=", "received"),
                    ("certificate_id.state", "=", "confirmed"),
                    ("company_id", "in", companies.ids),
                    ("certificate_id.date_to", ">=", date_from),
                    ("certificate_id.date_to", "<=", date_to),
                    ("part", "in", list(parts)),
                ]
            )
        )
        sums = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for line in lines:
            proven = sums[line.part, line.certificate_id.partner_id.id]
            proven[0] += line._decimal("amount_total")
            proven[1] += line._decimal("tax")
        return {key: tuple(proven) for key, proven in sums.items()}

    @api.model
    def open_quarter(self, company, date_from, date_to):
        """Fill the comparison of a period anew and open it."""
        self.env["ipai.bir.certificate"].check_access("read")
        company = company.sudo()._ipai_filer()
        rows = self.compare(company._ipai_filed_companies(), date_from, date_to)
        records = self.create(
            [
                {
                    **{
                        name: float(value) if isinstance(value, Decimal) else value
                        for name, value in row.items()
                    },
                    "company_id": company.id,
                    "date_from": date_from,
                    "date_to": date_to,
                    "difference": float(row["books_tax"] - row["certified_tax"]),
                }
                for row in rows
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Tax withheld by customers, %(first)s to %(last)s",
                first=fields.Date.to_string(date_from),
                last=fields.Date.to_string(date_to),
            ),
            "res_model": self._name,
            "views": [(False, "list"), (False, "kanban")],
            "mobile_view_mode": "kanban",
            "domain": [("id", "in", records.ids)],
            "context": {"search_default_open": 1, "create": False},
        }

    def action_open_lines(self):
        """The journal items behind the books' side."""
        self.ensure_one()
        certificates = self.env["ipai.bir.certificate"]
        companies = self.company_id.sudo()._ipai_filed_companies()
        taxes = self.env["account.tax"]._ipai_of(companies)
        taxes = taxes.filtered(
            lambda t: t.ipai_tax_class == RECEIVED_CLASSES[self.part]
        )
        return certificates._items_action(
            self.partner_id.name or "",
            (companies, self.date_from, self.date_to),
            taxes,
            self.partner_id,
        )

    def action_open_certificates(self):
        """The certificates of the customer and period; a new one begins filled."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ipai_bir.ipai_bir_certificate_received_action"
        )
        action["domain"] = [
            ("direction", "=", "received"),
            ("company_id", "=", self.company_id.id),
            ("partner_id", "=", self.partner_id.id),
            ("date_to", ">=", self.date_from),
            ("date_to", "<=", self.date_to),
        ]
        action["context"] = {
            "default_direction": "received",
            "default_company_id": self.company_id.id,
            "default_partner_id": self.partner_id.id,
            "default_year": self.date_to.year,
            "default_quarter": str((self.date_to.month + 2) // 3),
        }
        return action
