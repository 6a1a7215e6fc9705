# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models

from ..tools import tin


class ResPartner(models.Model):
    _inherit = "res.partner"

    ipai_file_name = fields.Char(
        string="Name in BIR files",
        size=50,
        help="Shorter name for the lists that are sent to the BIR, where fifty "
        "characters fit. Returns and certificates carry the full name.",
    )

    def _ipai_tin(self):
        """(nine digits, branch code of five digits), or None without a valid TIN."""
        self.ensure_one()
        return tin.parse(self.commercial_partner_id.vat)

    def _ipai_identity(self):
        """How BIR forms and files name the taxpayer behind this contact.

        A contact of a company is that company. Somebody is a person when a last or
        first name was given and the contact is no company; a name is never split,
        so one without those parts stands whole in `company_name`.

        :return: {tin: nine digits or None, branch: five digits, company_name,
            last_name, first_name, middle_name, address_1, address_2, zip}; texts
            are empty when nothing is known
        """
        self.ensure_one()
        payee = self.commercial_partner_id
        number, branch = self._ipai_tin() or (None, tin.HEAD_OFFICE)
        person = not payee.is_company and bool(payee.last_name or payee.first_name)
        return {
            "tin": number,
            "branch": branch,
            "company_name": "" if person else payee.name or "",
            "last_name": (person and payee.last_name) or "",
            "first_name": (person and payee.first_name) or "",
            "middle_name": (person and payee.middle_name) or "",
            "address_1": ", ".join(filter(None, [payee.street, payee.street2])),
            "address_2": ", ".join(filter(None, [payee.city, payee.state_id.name])),
            "zip": payee.zip or "",
        }
