# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IpaiBirCertificateDelivery(models.Model):
    """One attempt to give a certificate to its payee, and what became of it."""

    _name = "ipai.bir.certificate.delivery"
    _description = "Delivery of a BIR certificate"
    _order = "id desc"

    certificate_id = fields.Many2one(
        "ipai.bir.certificate",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="certificate_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(related="certificate_id.partner_id")
    channel = fields.Selection(
        [("email", "E-mail"), ("paper", "On paper")], required=True, readonly=True
    )
    recipient = fields.Char(readonly=True)
    mail_id = fields.Many2one("mail.mail", readonly=True, ondelete="set null")
    state = fields.Selection(
        [("queued", "Queued"), ("sent", "Sent"), ("failed", "Failed")],
        compute="_compute_state",
        store=True,
        index=True,
    )
    problem = fields.Char(compute="_compute_state", store=True)

    @api.depends("mail_id.state", "mail_id.failure_reason", "channel")
    def _compute_state(self):
        """The mail server's answer; it stays when the mail itself is tidied away."""
        for record in self:
            mail = record.mail_id
            if record.channel == "paper":
                record.state, record.problem = "sent", False
            elif not mail:
                record.state = record.state or "failed"
                record.problem = record.problem
            elif mail.state in ("exception", "cancel"):
                record.state = "failed"
                record.problem = mail.failure_reason or self.env._("Cancelled")
            else:
                done = mail.state in ("sent", "received")
                record.state, record.problem = ("sent" if done else "queued"), False
