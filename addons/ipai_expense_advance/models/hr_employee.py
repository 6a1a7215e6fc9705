# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class HrEmployee(models.Model):
    """An employee; here, with the advances they still have to account for."""

    _inherit = "hr.employee"

    ipai_advance_open = fields.Monetary(
        string="Open Advances",
        currency_field="ipai_advance_currency_id",
        compute="_compute_ipai_advance_open",
        groups="hr.group_hr_user",
    )
    ipai_advance_currency_id = fields.Many2one(
        related="company_id.currency_id",
        string="Currency of Advances",
        groups="hr.group_hr_user",
    )

    def _compute_ipai_advance_open(self):
        groups = (
            self.env["ipai.expense.advance"]
            .sudo()
            ._read_group(
                [
                    ("employee_id", "in", self.ids),
                    ("state", "in", ("paid", "liquidating")),
                    ("company_id", "in", self.env.companies.ids),
                ],
                ["employee_id"],
                ["amount_open_company:sum"],
            )
        )
        open_amounts = {employee.id: amount for employee, amount in groups}
        for employee in self:
            employee.ipai_advance_open = open_amounts.get(employee._origin.id, 0)

    def action_ipai_advances(self):
        """The advances of the employee."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ipai_expense_advance.ipai_expense_advance_action_all"
        )
        return {
            **action,
            "domain": [("employee_id", "in", self.ids)],
            "context": {"default_employee_id": self[:1].id},
        }
