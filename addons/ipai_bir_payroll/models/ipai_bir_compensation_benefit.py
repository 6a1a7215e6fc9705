# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import tables
from ..tools.exemption import Benefit, needs_days


class IpaiBirCompensationBenefit(models.Model):
    """One de minimis benefit in one pay of an employee."""

    _name = "ipai.bir.compensation.benefit"
    _inherit = "ipai.bir.compensation.part"
    _description = "De minimis benefit paid"
    _order = "compensation_id, id"

    kind = fields.Selection(
        selection=lambda self: tables.de_minimis_kinds(), required=True
    )
    amount = fields.Monetary(required=True)
    quantity = fields.Float(
        string="Days",
        digits=(16, 2),
        help="Days of leave turned into money, or days with a meal allowance.",
    )
    ceiling = fields.Char(compute="_compute_ceiling")

    _sql_constraints = [
        (
            "once",
            "UNIQUE(compensation_id, kind)",
            "A pay has each de minimis benefit once: add the amounts up.",
        ),
    ]

    @api.depends("kind", "compensation_id.paid_on")
    def _compute_ceiling(self):
        for benefit in self:
            benefit.ceiling = False
            day = benefit.compensation_id.paid_on
            if benefit.kind and day and day >= date(2018, 1, 1):
                limit = tables.ceiling(day, benefit.kind)
                amount = f"{limit.amount:,} " if limit.amount is not None else ""
                benefit.ceiling = f"{amount}{limit.unit} ({limit.source})"

    @api.constrains("kind", "amount", "quantity", "compensation_id")
    def _check_amount(self):
        for benefit in self:
            label = dict(tables.de_minimis_kinds())[benefit.kind]
            if benefit.amount < 0 or benefit.quantity < 0:
                raise ValidationError(self.env._("%s is not below zero.", label))
            if (
                needs_days(benefit.kind, benefit.compensation_id.paid_on)
                and not benefit.quantity
            ):
                raise ValidationError(
                    self.env._(
                        "The ceiling of “%s” counts days: write how many days were "
                        "paid.",
                        label,
                    )
                )

    def _benefit(self):
        return Benefit(
            self.kind,
            Decimal(f"{self.amount:.2f}"),
            Decimal(f"{self.quantity:.2f}") if self.quantity else None,
        )
