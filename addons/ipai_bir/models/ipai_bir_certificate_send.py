# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize


class IpaiBirCertificateSend(models.Model):
    """How certificates reach their payees."""

    _inherit = "ipai.bir.certificate"

    delivery_ids = fields.One2many(
        "ipai.bir.certificate.delivery", "certificate_id", string="Deliveries"
    )
    delivery_state = fields.Selection(
        [("queued", "Queued"), ("sent", "Sent"), ("failed", "Failed")],
        string="Delivery",
        compute="_compute_delivery_state",
        store=True,
    )

    @api.depends("delivery_ids.state")
    def _compute_delivery_state(self):
        for record in self:
            record.delivery_state = record.delivery_ids.sorted("id")[-1:].state

    def action_send(self):
        """E-mail issued certificates to their vendors, each with its own PDF.

        The mails are queued with this transaction, so none leaves for a certificate
        that was not kept. One that cannot be sent does not stop the others.
        """
        self.check_access("write")
        template = self.env.ref("ipai_bir.mail_template_certificate")
        problems = {}
        for record in self:
            problem = record._send_problem()
            if not problem:
                try:
                    with self.env.cr.savepoint():
                        record._send(template)
                except UserError as error:
                    problem = str(error)
            if problem:
                problems[record.name] = problem
                record._log_delivery("email", problem=problem)
        if problems and len(self) == 1:
            return self._report(self.env._("Not sent"), problems)
        return self._report(
            self.env._("Certificates on their way: %s.", len(self) - len(problems)),
            problems,
        )

    def _send_problem(self):
        if self.state not in ("issued", "sent"):
            return self.env._("Issue the certificate before you send it.")
        if not email_normalize(self.partner_id.email):
            return self.env._(
                "%s has no valid e-mail address: set it on the contact.",
                self.partner_id.name,
            )
        return ""

    def _send(self, template):
        mail_id = template.sudo().send_mail(
            self.id,
            email_values={
                "attachment_ids": [(4, self.sudo().pdf_id.id)],
                "auto_delete": False,
            },
        )
        self._log_delivery("email", mail=self.env["mail.mail"].sudo().browse(mail_id))
        self.sudo().state = "sent"

    def _log_delivery(self, channel, mail=None, problem=False):
        self.env["ipai.bir.certificate.delivery"].sudo().create(
            {
                "certificate_id": self.id,
                "channel": channel,
                "recipient": self.partner_id.email if channel == "email" else False,
                "mail_id": mail.id if mail else False,
                **({"state": "failed", "problem": problem} if problem else {}),
            }
        )

    def action_mark_sent(self):
        """The certificates were handed over on paper."""
        self.check_access("write")
        for record in self:
            if record.state not in ("issued", "sent"):
                raise UserError(
                    self.env._("Issue %s before it is handed over.", record.name)
                )
            record._log_delivery("paper")
        self.sudo().write({"state": "sent"})
        return True
