# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class IpaiExpenseDecision(models.TransientModel):
    """The dialog of an approver or reviewer before a decision that needs a word: a
    refusal, a waiver, an approval of what has breaches or looks entered twice."""

    _name = "ipai.expense.decision"
    _description = "Decision on Expenses"

    kind = fields.Selection(
        [
            ("refuse", "Refuse"),
            ("approve", "Approve"),
            ("duplicate", "Approve in spite of look-alikes"),
            ("waive", "Waive"),
        ],
        required=True,
        readonly=True,
    )
    approval_ids = fields.Many2many("ipai.expense.approval", readonly=True)
    breach_ids = fields.Many2many("ipai.expense.breach", readonly=True)
    approved = fields.Integer(string="Approved Already", readonly=True)
    reason = fields.Text()
    duplicate_ids = fields.Many2many(
        "hr.expense", string="Look-alikes", compute="_compute_duplicate_ids"
    )

    @api.depends("approval_ids")
    def _compute_duplicate_ids(self):
        for decision in self:
            expenses = decision.approval_ids.sudo().expense_ids
            alike = expenses.duplicate_expense_ids | expenses.ipai_duplicate_ids
            decision.duplicate_ids = alike - expenses

    @api.model
    def _open_for(self, records, kind, approved=0):
        """The dialog for rows of approval, or for breaches to waive."""
        field = "breach_ids" if kind == "waive" else "approval_ids"
        decision = self.create(
            {"kind": kind, field: [(6, 0, records.ids)], "approved": approved}
        )
        names = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": names[kind],
            "res_model": self._name,
            "res_id": decision.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_confirm(self):
        """Do what was asked for."""
        self.ensure_one()
        answer = getattr(self, f"_confirm_{self.kind}")()
        return answer if isinstance(answer, dict) else self._close()

    def _close(self):
        return {
            "type": "ir.actions.act_window_close",
            "infos": {"done": True},
        }

    def _confirm_refuse(self):
        return self.approval_ids.action_refuse(self.reason or "")

    def _confirm_approve(self):
        """All that are still in the list; removing one leaves it for later."""
        if not self.approval_ids:
            raise UserError(self.env._("Nothing is left to approve."))
        return self.approval_ids.action_approve()

    def _confirm_duplicate(self):
        return self.approval_ids._approve_in_spite()

    def _confirm_waive(self):
        return self.breach_ids.action_waive(self.reason or "")
