# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.ipai_expense_policy import REASON


class IpaiExpenseExplain(models.TransientModel):
    """The dialog in which an employee gives the reasons policies ask for."""

    _name = "ipai.expense.explain"
    _description = "Reasons for Breaches"

    submit_ids = fields.Many2many("hr.expense", string="To Submit", readonly=True)
    line_ids = fields.One2many("ipai.expense.explain.line", "explain_id")
    sentences = fields.Text(string="Breaches", readonly=True)
    reason = fields.Text(help="For every breach without a reason of its own.")
    blocking = fields.Text(readonly=True)

    has_several = fields.Boolean(compute="_compute_has_several")

    @api.depends("line_ids")
    def _compute_has_several(self):
        for dialog in self:
            dialog.has_several = len(dialog.line_ids) > 1

    @api.model
    def _open_for(self, expenses):
        """The dialog with the open breaches of expenses."""
        breaches = expenses.sudo().ipai_breach_ids._stopping()
        if not breaches:
            raise UserError(self.env._("No policy asks for a reason here."))
        asking = breaches.filtered(lambda one: one.severity == REASON)
        submitting = self.env.context.get("ipai_submitting") or []
        wizard = self.create(
            {
                "submit_ids": [(6, 0, submitting)],
                "sentences": "\n".join(asking.mapped("text")),
                "blocking": "\n".join((breaches - asking).mapped("text")),
                "line_ids": [(0, 0, {"breach_id": breach.id}) for breach in asking],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give the reason"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_save(self):
        """Keep the reasons for what is still breached."""
        for line in self.line_ids.filtered("breach_id.active"):
            line.breach_id.action_explain(line.reason or self.reason or "")
        return {"type": "ir.actions.act_window_close"}

    def action_submit(self):
        """Keep the reasons, and submit what was about to be."""
        self.action_save()
        return self.submit_ids._ipai_submit() or {"type": "ir.actions.act_window_close"}
