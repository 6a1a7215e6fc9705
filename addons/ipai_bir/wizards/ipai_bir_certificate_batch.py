# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.period import Calendar


class IpaiBirCertificateBatch(models.TransientModel):
    """Which certificates to make from the books in one go."""

    _name = "ipai.bir.certificate.batch"
    _description = "Make BIR certificates from the books"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company.sudo()._ipai_filer(),
    )
    form = fields.Selection(
        [("2307", "2307, creditable tax"), ("2306", "2306, final tax")],
        required=True,
        default="2307",
    )
    year = fields.Integer(required=True, default=lambda self: self._last()[0])
    quarter = fields.Selection(
        selection=[("1", "1st"), ("2", "2nd"), ("3", "3rd"), ("4", "4th")],
        default=lambda self: str(self._last()[1]),
        help="Leave it empty for a 2306 of the whole year.",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Vendors",
        help="Empty: every vendor tax was withheld from.",
    )

    @api.model
    def _last(self):
        return Calendar("quarterly").last_closed(fields.Date.context_today(self))

    def action_make(self):
        """Make or refresh the drafts and show the certificates of the period."""
        self.ensure_one()
        if self.form == "2307" and not self.quarter:
            raise UserError(
                self.env._("A certificate on form 2307 is for one quarter: choose it.")
            )
        certificates = self.env["ipai.bir.certificate"]
        made = certificates.make(
            self.company_id,
            self.form,
            self.year,
            self.quarter,
            self.partner_ids or None,
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ipai_bir.ipai_bir_certificate_action"
        )
        action["domain"] = [
            ("direction", "=", "issued"),
            ("company_id", "=", self.company_id._ipai_filer().id),
            ("form", "=", self.form),
            ("year", "=", self.year),
            ("quarter", "=", self.quarter),
        ]
        action["context"] = {"search_default_current": 1}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning"
                if made["different"] or made["no_partner"]
                else "info",
                "title": self.env._("Certificates made from the books"),
                "message": self._told(made),
                "sticky": bool(made["different"] or made["no_partner"]),
                "next": action,
            },
        }

    def _told(self, made):
        told = self.env._(
            "Drafts made: %(made)s, refreshed: %(refreshed)s. Issued and unchanged: "
            "%(same)s.",
            made=len(made["made"]),
            refreshed=len(made["refreshed"]),
            same=len(made["same"]),
        )
        if made["removed"]:
            told += "\n" + self.env._(
                "Drafts removed, as the books do not know them any more: %s.",
                made["removed"],
            )
        if made["different"]:
            told += "\n" + self.env._(
                "Issued, but the books differ by now; open and replace: %s",
                ", ".join(made["different"].partner_id.mapped("name")),
            )
        if made["no_partner"]:
            told += "\n" + self.env._(
                "Tax was withheld in entries without a vendor. They are in no "
                "certificate: set the vendor on the entries."
            )
        return told
