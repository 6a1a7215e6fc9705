# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class HrExpense(models.Model):
    """What the expense agent is told of policies and routes."""

    _inherit = "hr.expense"

    @api.model
    def ipai_agent_policy(self, expense_id, run_uuid):
        """The breaches of an expense, and what a person has to do about them.

        :return: {breaches: [{rule, severity, text}], waits_for: sentence or None}
        """
        answer = super().ipai_agent_policy(expense_id, run_uuid)
        expense = self.browse(expense_id).sudo()
        expense._ipai_check_policies()
        open_breaches = expense.ipai_breach_ids._stopping()
        waits_for = [answer["waits_for"]] if answer["waits_for"] else []
        if open_breaches:
            waits_for.append(
                self.env._(
                    "Explain or change: %s.", "; ".join(open_breaches.mapped("text"))
                )
            )
        return {
            "breaches": [
                *answer["breaches"],
                *(
                    {
                        "rule": breach.policy_id.name,
                        "severity": breach.severity,
                        "text": breach.text,
                    }
                    for breach in expense.ipai_breach_ids
                ),
            ],
            "waits_for": " ".join(waits_for) or None,
        }

    @api.model
    def ipai_agent_route(self, expense_id, run_uuid):
        """Who will approve an expense when it is submitted as it is.

        :return: {approvers: [names], reason: sentence}
        """
        super().ipai_agent_route(expense_id, run_uuid)
        expense = self.browse(expense_id).sudo()
        route, levels = self.env["ipai.expense.route"].sudo()._plan(expense)
        users = self.env["res.users"].sudo()
        for level in levels:
            users |= level["users"]
        return {"approvers": users.mapped("name"), "reason": route._explain(levels)}
