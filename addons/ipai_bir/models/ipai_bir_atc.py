# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import formula

PERCENT_UNIT = Decimal("0.01")


class IpaiBirAtc(models.Model):
    """One alphanumeric tax code with the rate it has between two dates."""

    _name = "ipai.bir.atc"
    _description = "BIR alphanumeric tax code"
    _order = "form, code, date_from"
    _rec_name = "code"

    code = fields.Char(string="ATC", required=True, index=True)
    form = fields.Char(
        required=True, help="Form on which the tax is remitted, for example 1601-EQ."
    )
    name = fields.Char(string="Nature of the payment", required=True)
    rate = fields.Float(
        string="Rate (%)",
        digits=(5, 2),
        required=True,
        help="Percent of the tax base; 0 when the tax follows a table instead.",
    )
    date_from = fields.Date(
        string="From", help="First day of the rate; empty: from the beginning."
    )
    date_to = fields.Date(string="To", help="Last day; empty while it is in force.")
    payee = fields.Selection(
        [("individual", "Individual"), ("corporate", "Corporate")],
        help="Whom the code is for; empty when it is for both.",
    )
    is_government = fields.Boolean(
        string="Government", help="Only government agencies withhold under this code."
    )
    note = fields.Char(help="Where sources differ, and which one is followed.")
    active = fields.Boolean(default=True)

    _sql_constraints = [
        (
            "dates_in_order",
            "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
            "A rate ends after it begins.",
        ),
        ("rate_is_percent", "CHECK(rate >= 0 AND rate <= 100)", "A rate is a percent."),
    ]

    @api.depends("code", "name")
    def _compute_display_name(self):
        for atc in self:
            atc.display_name = f"{atc.code} {atc.name}" if atc.code else atc.name

    @api.constrains("code", "date_from", "date_to", "active")
    def _check_one_rate_a_day(self):
        for atc in self.filtered("active"):
            others = self.search([("code", "=", atc.code), ("id", "!=", atc.id)])
            for other in others:
                if atc._overlaps(other):
                    raise ValidationError(
                        self.env._(
                            "%(code)s has two rates on the same day: end the older "
                            "one before the newer begins.",
                            code=atc.code,
                        )
                    )

    def _overlaps(self, other):
        def starts_before_end_of(one, two):
            return not (one.date_from and two.date_to) or one.date_from <= two.date_to

        return starts_before_end_of(self, other) and starts_before_end_of(other, self)

    @api.model
    def _day_domain(self, day):
        """Domain of the rows in force on `day`."""
        return [
            "|",
            ("date_from", "=", False),
            ("date_from", "<=", day),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", day),
        ]

    @api.model
    def _on(self, code, day):
        """The row of `code` in force on `day`; empty when there is none."""
        wanted = ("code", "=", (code or "").strip().upper())
        return self.search([wanted, *self._day_domain(day)], limit=1)

    @api.model
    def _in_force(self, day):
        """{code: its row} of the whole catalogue on `day`."""
        return {atc.code: atc for atc in self.search(self._day_domain(day))}

    @api.model
    def _rate(self, code, day):
        """Rate of `code` on `day` in percent as Decimal; None for an unknown code."""
        atc = self._on(code, day)
        return atc._decimal_rate() if atc else None

    def _decimal_rate(self):
        return formula.rounded(Decimal(str(round(self.rate, 2))), PERCENT_UNIT)
