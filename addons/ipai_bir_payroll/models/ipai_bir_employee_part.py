# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class IpaiBirEmployeePart(models.AbstractModel):
    """Something kept of an employee that decides how the pay is taxed."""

    _name = "ipai.bir.employee.part"
    _description = "What decides how an employee's pay is taxed"

    employee_id = fields.Many2one(
        "hr.employee", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="employee_id.company_id", store=True)
    currency_id = fields.Many2one("res.currency", related="company_id.currency_id")

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.employee_id._ipai_work_out()
        return records

    def write(self, vals):
        employees = self.employee_id
        result = super().write(vals)
        (employees | self.employee_id)._ipai_work_out()
        return result

    def unlink(self):
        employees = self.employee_id
        result = super().unlink()
        employees._ipai_work_out()
        return result
