# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import due_date

# What a person may write; everything else follows from returns, rules and wizards.
WRITABLE = {"owner_id", "reviewer_id"}


class IpaiBirObligationFiling(models.Model):
    """How an obligation is met: by a return made here, or by a reference."""

    _inherit = "ipai.bir.obligation"

    def write(self, vals):
        own = {
            name
            for name in vals
            if name not in WRITABLE and not name.startswith(("activity_", "message_"))
        }
        if own and not self.env.su:
            raise AccessError(
                self.env._(
                    "The filing calendar follows the registrations, the holidays and "
                    "the returns: change those. Only the people can be changed here."
                )
            )
        result = super().write(vals)
        if "owner_id" in vals:
            self.sudo()._reassign_activities()
        return result

    def action_prepare(self):
        """Open the return of this obligation; make it when there is none yet."""
        self.ensure_one()
        self.sudo()._link_returns()
        source = self.return_id
        if not source:
            if not self.is_computed_here:
                raise UserError(
                    self.env._(
                        "%s is not computed here. File it with the BIR, then record "
                        "the filing.",
                        self.name,
                    )
                )
            source = self.env["ipai.bir.return"].create(
                {
                    "form_id": self.form_id.id,
                    "company_id": self.company_id.id,
                    "date_from": self.date_from,
                    "date_to": self.date_to,
                }
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "ipai.bir.return",
            "res_id": source.id,
            "views": [(False, "form")],
        }

    def action_record_filing(self):
        """Ask for the reference of something that was filed outside."""
        self.ensure_one()
        self._check_filed_outside()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record the filing of %s", self.name),
            "res_model": "ipai.bir.obligation.filing",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_obligation_id": self.id},
        }

    def record_filing(self, reference, filed_on=None, amount=None, evidence=None):
        """Write down that a person filed what is not computed here.

        :param reference: number the BIR's channel gave, or where the paper is
        :param filed_on: date, today in Manila when None
        :param amount: amount paid, None when there is none
        :param evidence: (file name, base64 content)
        """
        self.ensure_one()
        self._check_filed_outside()
        reference = (reference or "").strip()
        filed_on = fields.Date.to_date(filed_on) or due_date.today()
        if not reference:
            raise UserError(self.env._("Give the reference of the filing."))
        if filed_on > due_date.today():
            raise UserError(
                self.env._("%s lies in the future.", fields.Date.to_string(filed_on))
            )
        self.sudo().write(
            {
                "filed_on": filed_on,
                "filed_by_id": self.env.uid,
                "filing_reference": reference,
                "has_amount": amount is not None,
                "amount": amount or 0.0,
            }
        )
        self._keep_evidence(evidence)
        self.sudo()._close_activities()
        return True

    def _keep_evidence(self, evidence):
        attachments = self.env["ir.attachment"]
        if evidence:
            name, content = evidence
            attachments = attachments.sudo().create(
                {
                    "name": name,
                    "datas": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        self.sudo().message_post(
            body=self.env._(
                "%(user)s recorded the filing of %(day)s: %(reference)s",
                user=self.env.user.name,
                day=fields.Date.to_string(self.filed_on),
                reference=self.filing_reference,
            ),
            author_id=self.env.user.partner_id.id,
            attachment_ids=attachments.ids,
        )

    def action_withdraw_filing(self):
        """Take back a filing that was recorded by mistake; the history keeps it."""
        for record in self:
            record._require_reviewer()
            if record.return_id or not record.filed_on:
                raise UserError(
                    self.env._("%s has no recorded filing to take back.", record.name)
                )
            record.sudo().message_post(
                body=self.env._(
                    "%(user)s took back the filing %(reference)s.",
                    user=self.env.user.name,
                    reference=record.filing_reference,
                ),
                author_id=self.env.user.partner_id.id,
            )
            record.sudo().write(
                {
                    "filed_on": False,
                    "filed_by_id": False,
                    "filing_reference": False,
                    "has_amount": False,
                    "amount": 0.0,
                }
            )
        return True

    def _check_filed_outside(self):
        self._require_reviewer()
        if self.return_id or self.is_computed_here:
            raise UserError(
                self.env._(
                    "%s is filed through its return: prepare it, have it reviewed and "
                    "file it there.",
                    self.name,
                )
            )
        if self.filed_on:
            raise UserError(self.env._("%s is filed already.", self.name))

    def _require_reviewer(self):
        self.check_access("write")
        if not self.env.user.has_group("ipai_base.group_reviewer"):
            raise AccessError(
                self.env._(
                    "Only a finance reviewer may record a filing. Ask one of them."
                )
            )
