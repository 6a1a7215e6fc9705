# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import tin


class ResCompany(models.Model):
    _inherit = "res.company"

    ipai_rdo_code = fields.Char(
        string="RDO code",
        size=4,
        help="Revenue District Office of the head office, for example 050 or 53B.",
    )
    ipai_rdo_name = fields.Char(
        string="Revenue District Office", compute="_compute_ipai_rdo_name"
    )
    ipai_taxpayer_class = fields.Selection(
        selection=[
            ("micro", "Micro"),
            ("small", "Small"),
            ("medium", "Medium"),
            ("large", "Large"),
        ],
        string="Taxpayer classification",
        help="By gross sales of the year before (RR 8-2024): micro below 3 million, "
        "small below 20 million, medium below 1 billion, large from there.",
    )
    ipai_tax_relief = fields.Char(
        string="Tax relief",
        help="Special law or treaty the company uses; empty when it uses none.",
    )

    @api.depends("ipai_rdo_code")
    def _compute_ipai_rdo_name(self):
        offices = self.env["ipai.bir.rdo"].sudo()
        for company in self:
            code = company.ipai_rdo_code
            office = offices.search([("code", "=", code)]) if code else offices
            company.ipai_rdo_name = office.name or False

    @api.onchange("ipai_rdo_code")
    def _onchange_ipai_rdo_code(self):
        """A code the catalogue does not have may be new: say so, keep it."""
        code = self.ipai_rdo_code
        if not code or self.env["ipai.bir.rdo"].sudo().search([("code", "=", code)]):
            return None
        text = self.env._(
            "The catalogue has no Revenue District Office %s. Compare it with the "
            "company's Certificate of Registration (Form 2303).",
            code,
        )
        return {"warning": {"title": self.env._("RDO code"), "message": text}}

    ipai_signatory_name = fields.Char(
        string="Signatory of certificates",
        help="Printed under the signature of BIR certificates this company issues.",
    )
    ipai_signatory_title = fields.Char(string="Title of the signatory")
    ipai_signatory_tin = fields.Char(string="TIN of the signatory")

    @api.constrains("ipai_rdo_code")
    def _check_ipai_rdo_code(self):
        for company in self:
            code = company.ipai_rdo_code
            if code and not re.fullmatch(r"\d{3}[A-Z]?|\d{2}[A-Z]", code):
                raise ValidationError(
                    company.env._(
                        "“%s” is no RDO code: write it like 050, 53B or 113A.",
                        code,
                    )
                )

    def _ipai_tin(self):
        """(nine digits, branch code of five digits), or None without a valid TIN.

        Only the form is checked: the rule of the ninth digit is not public.
        """
        return tin.parse(self.vat)

    def _ipai_own_taxpayer(self):
        """Whether the company has a TIN of its own, no branch code of its parent."""
        own, parent = self._ipai_tin(), self.parent_id
        if not parent:
            return True
        above = parent._ipai_filer()._ipai_tin()
        return bool(own and above and own[0] != above[0])

    def _ipai_filer(self):
        """The company that files for this one: itself, or a branch's head office."""
        company = self.sudo()
        return (
            company if company._ipai_own_taxpayer() else company.parent_id._ipai_filer()
        )

    def _ipai_filed_companies(self):
        """This head office with all its branches: one taxpayer, one VAT return."""
        companies = self.sudo()
        for child in companies.child_ids:
            if not child._ipai_own_taxpayer():
                companies |= child._ipai_filed_companies()
        return companies

    def _ipai_rdo(self):
        """RDO code: ours, or the one 19.0 keeps on the company's contact."""
        field = "l10n_ph_rdo"
        theirs = self[field] if field in self._fields else False
        return self.ipai_rdo_code or theirs or ""
