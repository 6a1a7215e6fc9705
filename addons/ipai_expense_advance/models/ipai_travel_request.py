# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class IpaiTravelRequest(models.Model):
    """One business trip: where and when, what it may cost, and what came of it."""

    _name = "ipai.travel.request"
    _description = "Travel Request"
    _inherit = "ipai.expense.request"

    leg_ids = fields.One2many(
        "ipai.travel.leg", "travel_id", string="Destinations", copy=True
    )
    day_ids = fields.One2many(
        "ipai.travel.day",
        "travel_id",
        string="Per Diem",
        compute="_compute_day_ids",
        store=True,
        readonly=False,
    )
    cost_ids = fields.One2many(
        "ipai.travel.cost", "travel_id", string="Estimated Costs", copy=True
    )
    date_from = fields.Date(string="Departure", compute="_compute_dates", store=True)
    date_to = fields.Date(string="Return", compute="_compute_dates", store=True)
    destination = fields.Char(compute="_compute_dates", store=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
    )
    is_done = fields.Boolean(readonly=True, copy=False)
    amount_per_diem = fields.Monetary(
        string="Per Diems", compute="_compute_amounts", store=True
    )
    amount_costs = fields.Monetary(
        string="Other Costs", compute="_compute_amounts", store=True
    )
    amount_total = fields.Monetary(
        string="Estimate", compute="_compute_amounts", store=True
    )
    advance_ids = fields.One2many(
        "ipai.expense.advance", "travel_id", string="Cash Advances"
    )
    advance_count = fields.Integer(compute="_compute_counts")
    expense_ids = fields.One2many("hr.expense", "ipai_travel_id", string="Expenses")
    expense_count = fields.Integer(compute="_compute_counts")
    missing_rates = fields.Char(compute="_compute_missing_rates")

    @api.depends("leg_ids.date_from", "leg_ids.date_to", "leg_ids.place")
    def _compute_dates(self):
        for travel in self:
            legs = travel.leg_ids.filtered(lambda leg: leg.date_from and leg.date_to)
            travel.date_from = min(legs.mapped("date_from"), default=False)
            travel.date_to = max(legs.mapped("date_to"), default=False)
            places = dict.fromkeys(filter(None, travel.leg_ids.mapped("place")))
            travel.destination = ", ".join(places)

    @api.depends("approval_state", "is_done")
    def _compute_state(self):
        for travel in self:
            done = travel.is_done and travel.approval_state == "approved"
            travel.state = "done" if done else travel.approval_state

    @api.depends("leg_ids.date_from", "leg_ids.date_to")
    def _compute_day_ids(self):
        """One line a day; what was ticked for a day stays when dates are moved."""
        for travel in self:
            wanted = set(travel._dates())
            commands = [
                Command.delete(day.id)
                for day in travel.day_ids
                if day.date not in wanted
            ]
            known = set(travel.day_ids.mapped("date"))
            commands += [
                Command.create({"date": date}) for date in sorted(wanted - known)
            ]
            travel.day_ids = commands

    def _dates(self):
        """The days on which the employee is away, each once."""
        days = []
        for leg in self.leg_ids:
            if leg.date_from and leg.date_to and leg.date_from <= leg.date_to:
                length = (leg.date_to - leg.date_from).days
                days += [leg.date_from + timedelta(days=n) for n in range(length + 1)]
        return sorted(set(days))

    def _leg_of(self, date):
        """Where the night of the day is spent: a day of travelling belongs to the
        leg it leads to."""
        legs = self.leg_ids.filtered(
            lambda leg: (
                leg.date_from and leg.date_to and leg.date_from <= date <= leg.date_to
            )
        )
        return legs.sorted("date_from")[-1:]

    @api.depends(
        "day_ids.amount",
        "day_ids.rate_id",
        "day_ids.date",
        "cost_ids.amount",
        "cost_ids.currency_id",
        "currency_id",
        "company_id",
        "date_from",
    )
    def _compute_amounts(self):
        for travel in self:
            travel.amount_per_diem = sum(
                travel._in_own_currency(day.amount, day.currency_id, day.date)
                for day in travel.day_ids
            )
            travel.amount_costs = sum(
                travel._in_own_currency(cost.amount, cost.currency_id, travel.date_from)
                for cost in travel.cost_ids
            )
            travel.amount_total = travel.amount_per_diem + travel.amount_costs

    def _in_own_currency(self, amount, currency, date):
        """At the date's rate; a day in the future takes the newest rate known."""
        if not currency or not self.currency_id or not self.company_id:
            return 0
        day = date or fields.Date.context_today(self)
        return currency._convert(amount, self.currency_id, self.company_id, day)

    @api.depends("day_ids.rate_id")
    def _compute_missing_rates(self):
        for travel in self:
            days = travel.day_ids.filtered(lambda day: not day.rate_id)
            places = dict.fromkeys(
                leg.place or leg.country_id.name
                for leg in (travel._leg_of(day.date) for day in days if day.date)
                if leg
            )
            travel.missing_rates = ", ".join(filter(None, places))

    @api.depends("advance_ids", "expense_ids")
    def _compute_counts(self):
        for travel in self:
            travel.advance_count = len(travel.advance_ids)
            travel.expense_count = len(travel.expense_ids)

    def _check_submit(self):
        if not self.leg_ids:
            raise UserError(self.env._("Enter at least one destination with dates."))
        return super()._check_submit()

    def _check_undo(self):
        if self.sudo().expense_ids:
            raise UserError(
                self.env._(
                    "%(number)s already has expenses. Delete them first.",
                    number=self.name,
                )
            )
        if self.sudo().advance_ids.filtered(
            lambda advance: advance.state not in ("draft", "refused", "cancelled")
        ):
            raise UserError(
                self.env._(
                    "A cash advance of %(number)s is under way. Cancel it first.",
                    number=self.name,
                )
            )
        return super()._check_undo()

    def _locked_fields(self):
        return super()._locked_fields() | {"leg_ids", "day_ids", "cost_ids"}
