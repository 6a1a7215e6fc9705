# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class IpaiBirWageEarner(models.Model):
    """The time during which one employee earns the statutory minimum wage."""

    _name = "ipai.bir.wage.earner"
    _inherit = "ipai.bir.employee.part"
    _description = "Minimum wage earner"
    _order = "employee_id, date_from desc, id"

    date_from = fields.Date(required=True, string="From")
    date_to = fields.Date(string="To", help="Empty while it goes on.")
    daily = fields.Monetary(string="Minimum wage a day", required=True)
    monthly = fields.Monetary(
        string="Minimum wage a month",
        compute="_compute_monthly",
        store=True,
        readonly=False,
    )
    factor = fields.Float(
        string="Days a year",
        required=True,
        default=313.0,
        help="Factor by which a day becomes a year: 393.8, 313, 261 or another one.",
    )

    _sql_constraints = [
        (
            "dates_in_order",
            "CHECK(date_to IS NULL OR date_to >= date_from)",
            "The time ends after it begins.",
        ),
        ("positive", "CHECK(daily > 0 AND factor > 0)", "Wage and days are not zero."),
    ]

    @api.depends("daily", "factor", "currency_id")
    def _compute_monthly(self):
        for record in self:
            monthly = record.daily * record.factor / 12
            record.monthly = (
                record.currency_id.round(monthly) if record.currency_id else monthly
            )

    @api.constrains("employee_id", "date_from", "date_to")
    def _check_one_at_a_time(self):
        for record in self:
            others = record.employee_id.sudo().ipai_wage_earner_ids - record
            for other in others:
                if (not other.date_to or other.date_to >= record.date_from) and (
                    not record.date_to or other.date_from <= record.date_to
                ):
                    raise ValidationError(
                        self.env._(
                            "%s has two times as a minimum wage earner on the same "
                            "day: end the earlier one before the later begins.",
                            record.employee_id.name,
                        )
                    )

    @api.model
    def _at(self, employee, day):
        """The time `day` falls in, empty when the employee earns more."""
        return employee.sudo().ipai_wage_earner_ids.filtered(
            lambda w: w.date_from <= day and (not w.date_to or day <= w.date_to)
        )[:1]
