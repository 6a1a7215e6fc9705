# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError

APPROVAL_ACTIVITY = "ipai_expense_advance.mail_activity_approval"


class IpaiExpenseRequest(models.AbstractModel):
    """The decisions on a request: submitted, approved, refused, cancelled, reset."""

    _inherit = "ipai.expense.request"

    def action_submit(self):
        """Hand the drafts to their approvers; each gets an activity."""
        for request in self:
            request._check_decision("submitted", own=True)
            request._check_submit()
            request.sudo().write(
                {"approval_state": "submitted", "submitted_on": fields.Datetime.now()}
            )
            if request.approver_id:
                request.sudo().activity_schedule(
                    APPROVAL_ACTIVITY, user_id=request.approver_id.id
                )
        return True

    def action_approve(self):
        """Approve the submitted requests; an own one is refused with a sentence."""
        for request in self:
            request._check_decision("approved")
            request._check_approve()
            request.sudo().write(
                {
                    "approval_state": "approved",
                    "approved_by_id": self.env.user.id,
                    "approved_on": fields.Datetime.now(),
                }
            )
            request.sudo().activity_feedback([APPROVAL_ACTIVITY])
        return True

    def action_refuse(self):
        """Ask for the reason; the wizard then refuses."""
        for request in self:
            request._check_decision("refused")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "ipai.expense.refusal",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_request_model": self._name,
                "default_request_ids": ",".join(map(str, self.ids)),
            },
        }

    def _refuse(self, reason):
        for request in self:
            request._check_decision("refused")
            request.sudo().write({"approval_state": "refused", "refuse_reason": reason})
            request.sudo().activity_unlink([APPROVAL_ACTIVITY])
            request.message_post(
                body=self.env._("Refused: %(reason)s", reason=reason),
                partner_ids=request.employee_id.sudo().user_id.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )

    def action_cancel(self):
        """Take the requests back before anything was paid or booked for them."""
        for request in self:
            request._check_decision("cancelled", own=True)
            request._check_undo()
            request.sudo().approval_state = "cancelled"
            request.sudo().activity_unlink([APPROVAL_ACTIVITY])
        return True

    def action_reset(self):
        """Make drafts of the requests again, to correct and submit them anew."""
        for request in self:
            request._check_decision("draft", own=True)
            request._check_undo()
            request.sudo().write(
                {
                    "approval_state": "draft",
                    "approved_by_id": False,
                    "approved_on": False,
                    "submitted_on": False,
                    "refuse_reason": False,
                }
            )
            request.sudo().activity_unlink([APPROVAL_ACTIVITY])
        return True

    # From which state each decision may be taken.
    _ipai_ways = {
        "submitted": ("draft",),
        "approved": ("submitted",),
        "refused": ("submitted",),
        "cancelled": ("draft", "submitted", "approved"),
        "draft": ("submitted", "approved", "refused", "cancelled"),
    }

    def _check_decision(self, target, own=False):
        """Refuse a decision that does not fit the state or is not the user's.

        :param own: the employee may take it, too
        """
        self.ensure_one()
        self.check_access("read")
        states = dict(self._fields["approval_state"]._description_selection(self.env))
        if self.approval_state not in self._ipai_ways[target]:
            raise UserError(
                self.env._(
                    "%(number)s is “%(state)s”, so it cannot become “%(target)s”.",
                    number=self.name,
                    state=states[self.approval_state],
                    target=states[target],
                )
            )
        if own and self.employee_id.sudo().user_id == self.env.user:
            return
        reason = self._reason_not_to_approve()
        if reason:
            raise UserError(reason)

    def _check_submit(self):
        """Hook: raise a sentence when the request is not ready to be submitted."""

    def _check_approve(self):
        """Hook: raise a sentence when the request must not be approved."""

    def _check_undo(self):
        """Hook: raise a sentence when something was already done with the request."""
