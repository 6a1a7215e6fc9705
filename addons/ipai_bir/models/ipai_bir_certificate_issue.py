# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import zipfile

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

from ..tools import certificate_pdf, tin


class IpaiBirCertificateIssue(models.Model):
    """How a certificate is issued and printed: what was issued stays as it was."""

    _inherit = "ipai.bir.certificate"

    pdf_id = fields.Many2one(
        "ir.attachment", string="Issued PDF", readonly=True, copy=False
    )

    def action_issue(self):
        """Number the drafts, keep their PDF and cancel those they replace.

        One with a problem does not stop the others; the report names it.
        """
        self.check_access("write")
        problems = {}
        for record in self:
            found = record._issue_problems()
            if found:
                problems[record.name] = " ".join(found)
            else:
                record._issue()
        if problems and len(self) == 1:
            raise UserError(next(iter(problems.values())))
        return self._report(
            self.env._("Certificates issued: %s.", len(self) - len(problems)), problems
        )

    def _issue(self):
        record = self.sudo()
        record.write(
            {
                "number": f"{self.form}-{self._next_number()}",
                "issued_on": fields.Date.context_today(self),
                "issued_by_id": self.env.uid,
                "state": "issued",
            }
        )
        record.pdf_id = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": self._file_name(),
                    "raw": self._drawn(),
                    "mimetype": "application/pdf",
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        old = record.replaces_id
        if old:
            old.write({"state": "cancelled", "replaced_by_id": self.id})
            old.message_post(body=self.env._("Replaced by %s.", record.number))

    @api.model
    def _next_number(self):
        return self.env["ir.sequence"].sudo().next_by_code("ipai.bir.certificate")

    def _issue_problems(self):
        """Sentences; empty when the certificate may be given to the vendor."""
        if self.direction != "issued" or self.state != "draft":
            return [self.env._("%s is no draft of ours.", self.name)]
        problems = []
        if not self.partner_id._ipai_tin():
            problems.append(
                self.env._(
                    "%s has no TIN written like 123-456-789-00000: set its Tax ID.",
                    self.partner_id.name,
                )
            )
        if not self.company_id.sudo()._ipai_tin():
            problems.append(
                self.env._("Set the Tax ID of %s.", self.company_id.sudo().name)
            )
        if not self.line_ids:
            problems.append(self.env._("%s has no payments.", self.name))
        if any(not line.atc for line in self.line_ids):
            problems.append(
                self.env._(
                    "A payment of %s has no ATC: set it on the tax, then make the "
                    "certificate again.",
                    self.name,
                )
            )
        if self.tax_total <= 0:
            problems.append(
                self.env._(
                    "%s certifies no tax: refunds took it back. Let it be.", self.name
                )
            )
        return problems

    def _report(self, done, problems):
        """A message that stays while there are problems, and fresh records."""
        lines = [f"{name}: {problem}" for name, problem in problems.items()]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if problems else "success",
                "title": done,
                "message": "\n".join(lines),
                "sticky": bool(problems),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _file_name(self, extension="pdf"):
        """2307_456789123_00000_Acacia Supply Corp_2026Q3.pdf"""
        number, branch = self.partner_id._ipai_tin() or ("", "")
        name = "".join(
            c for c in self.partner_id.name or "" if c.isalnum() or c in " .-"
        )
        when = f"{self.year}Q{self.quarter}" if self.quarter else str(self.year)
        parts = (self.form, number, branch, name.strip(" ."), when)
        return f"{'_'.join(filter(None, parts))}.{extension}"

    def _drawn(self):
        """PDF bytes of the certificate as it stands now."""
        self.ensure_one()
        record = self.sudo()
        payee, payor = record.partner_id, record.company_id.partner_id
        if record.direction == "received":
            payee, payor = payor, payee
        return certificate_pdf.render(
            {
                "form": record.form,
                "number": record.number or "",
                "date_from": record.date_from,
                "date_to": record.date_to,
                "payee": record._payee_identity(payee),
                "payor": payor._ipai_identity(),
                "lines": [line._printed() for line in record.line_ids],
                "signatory": {
                    "name": record.signatory_name or "",
                    "title": record.signatory_title or "",
                    "tin": record.signatory_tin or "",
                },
                "mark": record._mark(),
                "foot": record._foot(),
            }
        )

    @api.model
    def _payee_identity(self, payee):
        """The identity, its address under item 5 when it is abroad."""
        identity = payee._ipai_identity()
        country = payee.commercial_partner_id.country_id
        if not country or country.code == "PH":
            return identity
        address = (identity["address_1"], identity["address_2"], country.name)
        foreign = ", ".join(filter(None, address))
        return {
            **identity,
            "address_1": "",
            "address_2": "",
            "foreign_address": foreign,
        }

    def _mark(self):
        """The word across the page of what must not be used."""
        if self.state == "cancelled":
            return self.env._("CANCELLED")
        return "" if self.state in ("issued", "sent") else self.env._("DRAFT")

    def _foot(self):
        company = self.company_id
        own = company._ipai_tin()
        whose = " ".join(filter(None, [company.name, tin.written(*own) if own else ""]))
        if self.direction == "received":
            return self.env._("Recorded by %s from the certificate received.", whose)
        today = fields.Date.to_string(fields.Date.context_today(self))
        if self.state == "draft":
            return self.env._("Generated from the books of %s. Not issued.", whose)
        return self.env._(
            "Generated from the books of %(whose)s. Issued on %(day)s.",
            whose=whose,
            day=fields.Date.to_string(self.issued_on) or today,
        )

    def render_pdf(self):
        """One PDF of all; issued certificates as they were issued."""
        return merge_pdf([record._pdf() for record in self])

    def _pdf(self):
        kept = self.sudo().pdf_id.raw if self.state in ("issued", "sent") else None
        return kept or self._drawn()

    def render_zip(self):
        """A ZIP of one PDF a certificate; names never meet."""
        buffer, used = io.BytesIO(), set()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for record in self:
                name = record._file_name()
                if name in used:
                    name = f"{record.id}_{name}"
                used.add(name)
                archive.writestr(name, record._pdf())
        return buffer.getvalue()

    def action_print(self):
        """Download one PDF of the certificates."""
        return self._download("pdf")

    def action_zip(self):
        """Download a ZIP with one PDF a certificate."""
        return self._download("zip")

    def _download(self, kind):
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/ipai_bir/certificates.{kind}?ids={ids}",
            "target": "new",
        }
