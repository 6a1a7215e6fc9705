# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import re
import zipfile
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from odoo.addons.ipai_bir.tools import tin as tin_text

from ..report import certificate_2316_pdf
from ..tools import certificate_2316


class IpaiBirCertificate2316(models.Model):
    """Form 2316 of an employee's year: its items, the drawing and how it is given."""

    _inherit = "ipai.bir.compensation.year"

    given_on = fields.Date(copy=False, help="When the employee got the certificate.")

    def amounts_2316(self):
        """{item: Decimal} of items 19 to 52 of the form."""
        self.ensure_one()
        return certificate_2316.amounts(
            {item: Decimal(amount) for item, amount in (self.items or {}).items()},
            self._decimal("previous_taxable"),
            self._decimal("tax_due"),
            self._decimal("withheld_total") - self._decimal("withheld_previous"),
            self._decimal("withheld_previous"),
            self._decimal("pera_credit"),
        )

    def render_2316(self):
        """The certificates of these employees as one PDF."""
        self.check_access("read")
        return certificate_2316_pdf.render([record._certificate() for record in self])

    def render_2316_zip(self):
        """One PDF an employee, in an archive."""
        self.check_access("read")
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for number, record in enumerate(self, 1):
                packed.writestr(
                    f"{number:03} {record._file_name()}", record.render_2316()
                )
        return archive.getvalue()

    def _file_name(self):
        name = re.sub(r"[^\w .-]+", " ", self.employee_id.name or "").strip()
        return f"2316 {self.year} {name}.pdf"

    def _certificate(self):
        self.ensure_one()
        company = self.company_id.sudo()
        identity = company.partner_id._ipai_identity()
        employer = self._employers()[-1:]
        previous = employer and {
            "tin": tin_text.written(*(tin_text.parse(employer.tin) or (None,))),
            "name": employer.name,
            "address": employer.address or "",
            "zip": employer.zip or "",
        }
        title = ", ".join(
            filter(
                None,
                [company.ipai_signatory_name, company.ipai_signatory_title],
            )
        )
        return {
            "year": self.year,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "employee": self._employee_items(),
            "employer": {
                "tin": tin_text.written(identity["tin"], identity["branch"]),
                "name": company.name,
                "address": ", ".join(
                    filter(None, [identity["address_1"], identity["address_2"]])
                ),
                "zip": identity["zip"],
            },
            "previous": previous or None,
            "amounts": self.amounts_2316(),
            "is_substituted": self.is_substituted,
            "signatory": title,
        }

    def _employee_items(self):
        """Items 3 to 11; of what was not entered the item stays empty."""
        employee = self.employee_id.sudo()
        identity = employee._ipai_identity()
        names = (identity["last_name"], identity["first_name"], identity["middle_name"])
        address = (
            employee.private_street,
            employee.private_street2,
            employee.private_city,
            employee.private_state_id.name,
        )
        earner = employee.ipai_wage_earner_ids.filtered(
            lambda w: w.date_from <= self.date_to
        )[:1]
        earns = self.schedule == "D2" and earner
        return {
            "tin": tin_text.written(identity["tin"], identity["branch"]),
            "rdo": employee.ipai_rdo_code or "",
            "name": ", ".join(filter(None, names)) or employee.name,
            "address": ", ".join(filter(None, address)),
            "zip": employee.private_zip or "",
            "birthday": f"{employee.birthday:%m/%d/%Y}" if employee.birthday else "",
            "phone": employee.private_phone or "",
            "wage_day": f"{earner.daily:,.2f}" if earns else "",
            "wage_month": f"{earner.monthly:,.2f}" if earns else "",
        }

    def action_print_2316(self):
        """Download the certificates of the chosen lines as one PDF."""
        return self._download_2316("pdf")

    def action_zip_2316(self):
        """Download one PDF an employee."""
        return self._download_2316("zip")

    def _download_2316(self, kind):
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/ipai_bir_payroll/2316.{kind}?ids={ids}",
            "target": "new",
        }

    def action_given(self):
        """Note that the employees have got their certificates."""
        self.write({"is_given": True, "given_on": fields.Date.context_today(self)})
        return True

    def action_send_2316(self):
        """E-mail each employee the own certificate; one that cannot be sent stops all.

        The mail and its file are deleted once sent, and nothing of it is written into
        a discussion others could read.
        """
        self.check_access("write")
        nowhere = self.filtered(lambda record: not record._email())
        if nowhere:
            raise UserError(
                self.env._(
                    "No valid e-mail address is known of %s: enter the private one.",
                    ", ".join(nowhere.employee_id.mapped("name")),
                )
            )
        template = self.env.ref("ipai_bir_payroll.mail_template_2316")
        for record in self:
            attachment = (
                self.env["ir.attachment"]
                .sudo()
                .create(
                    {
                        "name": record._file_name(),
                        "raw": record.render_2316(),
                        "mimetype": "application/pdf",
                        "res_model": record._name,
                        "res_id": record.id,
                    }
                )
            )
            template.sudo().send_mail(
                record.id,
                email_values={
                    "email_to": record._email(),
                    "attachment_ids": [(4, attachment.id)],
                    "auto_delete": True,
                },
            )
        return self.action_given()

    def _email(self):
        employee = self.employee_id.sudo()
        return email_normalize(employee.private_email) or email_normalize(
            employee.work_email
        )
