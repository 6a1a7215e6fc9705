# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

PARTS = [
    ("income", "Income tax"),
    ("business", "Business tax"),
    ("final", "Final tax"),
]


class IpaiBirCertificateLine(models.Model):
    """The payments of a certificate under one ATC, and the tax withheld from them."""

    _name = "ipai.bir.certificate.line"
    _description = "Line of a BIR certificate"
    _order = "certificate_id, part desc, atc, id"

    certificate_id = fields.Many2one(
        "ipai.bir.certificate", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="certificate_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    part = fields.Selection(PARTS, required=True, default="income")
    atc = fields.Char(string="ATC", size=5)
    nature = fields.Char(
        string="Nature of the payment",
        compute="_compute_nature",
        store=True,
        readonly=False,
    )
    amount_1 = fields.Monetary(string="1st month")
    amount_2 = fields.Monetary(string="2nd month")
    amount_3 = fields.Monetary(string="3rd month")
    amount_total = fields.Monetary(
        string="Total", compute="_compute_amount_total", store=True
    )
    tax = fields.Monetary(string="Tax withheld")
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes",
        copy=True,
        help="Taxes of the books the line adds up; empty when it was typed.",
    )

    @api.depends("atc", "certificate_id.date_to")
    def _compute_nature(self):
        catalogue = self.env["ipai.bir.atc"].sudo()
        for line in self:
            day = line.certificate_id.date_to
            found = line.atc and day and catalogue._on(line.atc, day)
            if found:
                line.nature = found.name
            elif not line.nature:
                line.nature = line.tax_ids[:1].name or False

    @api.depends("amount_1", "amount_2", "amount_3")
    def _compute_amount_total(self):
        for line in self:
            months = (line._decimal(f"amount_{month}") for month in (1, 2, 3))
            line.amount_total = float(sum(months, Decimal(0)))

    def _decimal(self, name):
        """A stored amount as Decimal, in centavos."""
        return Decimal(str(round(self[name], 2)))

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._refuse_fixed()
        return lines

    def write(self, vals):
        self._refuse_fixed()
        return super().write(vals)

    def unlink(self):
        self._refuse_fixed()
        return super().unlink()

    def _refuse_fixed(self):
        """Lines of what was given to somebody stay, whoever asks."""
        if not self.env.su:
            self.certificate_id._refuse_fixed()

    def _printed(self):
        """The line as the form prints it: a month without payments is blank."""
        self.ensure_one()
        months = [self._decimal(f"amount_{month}") for month in (1, 2, 3)]
        return {
            "part": self.part,
            "nature": self.nature or "",
            "atc": self.atc or "",
            "months": [amount or None for amount in months],
            "tax": self._decimal("tax"),
        }

    def action_open_lines(self):
        """The journal items whose sums the line certifies."""
        self.ensure_one()
        if not self.tax_ids:
            raise UserError(
                self.env._("The line was typed: it has no journal items behind it.")
            )
        certificate = self.certificate_id
        return certificate._items_action(
            f"{certificate.name}: {self.atc or ''}",
            certificate._period(),
            self.sudo().tax_ids,
            certificate.partner_id,
        )
