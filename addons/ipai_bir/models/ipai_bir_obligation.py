# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from ..tools import due_date

DONE = ("filed", "paid")
COLORS = {"overdue": 1, "due": 3, "upcoming": 4, "filed": 10, "paid": 10}


class IpaiBirObligation(models.Model):
    """One return, or one other duty to the BIR, of one company for one period."""

    _name = "ipai.bir.obligation"
    _description = "BIR obligation"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "due_date, form_id, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    registration_id = fields.Many2one(
        "ipai.bir.registration", ondelete="set null", index=True, readonly=True
    )
    form_id = fields.Many2one(
        "ipai.bir.form", string="Form", required=True, ondelete="cascade", readonly=True
    )
    form_code = fields.Char(related="form_id.code", string="Form code")
    tax_type = fields.Selection(related="form_id.tax_type", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", index=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    statutory_date = fields.Date(
        string="By the rule", readonly=True, help="Before it moves to a working day."
    )
    due_date = fields.Date(
        string="Due", required=True, readonly=True, index=True, tracking=True
    )
    payment_due_date = fields.Date(
        string="Pay by",
        readonly=True,
        help="Later than the due date for eFPS groups B to E.",
    )
    due_explanation = fields.Char(string="Why this day", readonly=True)
    is_estimated = fields.Boolean(
        string="Estimated",
        readonly=True,
        help="The day rests on a holiday that is not proclaimed yet.",
    )
    remind_on = fields.Date(compute="_compute_remind_on", store=True)
    owner_id = fields.Many2one(
        "res.users",
        string="Prepared by",
        compute="_compute_people",
        store=True,
        readonly=False,
        index=True,
    )
    reviewer_id = fields.Many2one(
        "res.users",
        string="Reviewed by",
        compute="_compute_people",
        store=True,
        readonly=False,
    )
    return_id = fields.Many2one(
        "ipai.bir.return", string="Return", readonly=True, index=True, copy=False
    )
    state = fields.Selection(
        selection=[
            ("overdue", "Overdue"),
            ("due", "Due soon"),
            ("upcoming", "Upcoming"),
            ("filed", "Filed"),
            ("paid", "Paid"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
        group_expand="_expand_states",
    )
    filed_on = fields.Date(
        string="Filed on", compute="_compute_filing", store=True, tracking=True
    )
    filed_by_id = fields.Many2one(
        "res.users", string="Filed by", compute="_compute_filing", store=True
    )
    filing_reference = fields.Char(
        string="Reference", compute="_compute_filing", store=True, tracking=True
    )
    has_amount = fields.Boolean(compute="_compute_amount", store=True)
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        help="Amount payable of the return, or an excess when it is below zero.",
    )
    blocked_by = fields.Char(
        string="Open",
        compute="_compute_blocked_by",
        store=True,
        help="What is missing.",
    )
    days_left = fields.Integer(compute="_compute_days_left")
    color = fields.Integer(compute="_compute_color")
    is_computed_here = fields.Boolean(
        compute="_compute_is_computed_here",
        help="A return of this form and period can be computed here.",
    )

    _sql_constraints = [
        (
            "once",
            "UNIQUE(form_id, company_id, date_from, date_to)",
            "The calendar has this form for this company and period already.",
        ),
    ]

    @api.depends("form_id.code", "date_from", "date_to", "company_id")
    def _compute_name(self):
        for record in self:
            form = record.form_id
            calendar = form._calendar(record.company_id)
            period = calendar.name(*calendar.period_of(record.date_to))
            record.name = f"{form.code} {period}"

    @api.depends("due_date", "registration_id.remind_days")
    def _compute_remind_on(self):
        for record in self:
            days = record.registration_id.remind_days
            record.remind_on = record.due_date and record.due_date - timedelta(days)

    @api.depends("registration_id.owner_id", "registration_id.reviewer_id")
    def _compute_people(self):
        for record in self:
            registration = record.registration_id
            keep = record.filed_on or not registration
            record.owner_id = record.owner_id if keep else registration.owner_id
            record.reviewer_id = (
                record.reviewer_id if keep else registration.reviewer_id
            )

    @api.depends("return_id.state")
    def _compute_filing(self):
        """From the return that was filed; what a person wrote down otherwise."""
        names = ("filed_on", "filed_by_id", "filing_reference")
        for record in self:
            filed = record._filed_return()
            source = filed if record.return_id else record
            for name in names:
                record[name] = source[name]

    def _filed_return(self):
        """The last return of the chain that is filed; may be empty."""
        found = self.return_id.sudo()
        while found and found.state not in DONE:
            found = found.amends_id
        return found

    @api.depends("return_id.state", "filed_on", "due_date", "remind_on")
    def _compute_state(self):
        today = due_date.today()
        for record in self:
            filed = record._filed_return()
            if filed or record.filed_on:
                record.state = "paid" if filed.state == "paid" else "filed"
            elif not record.due_date or today < record.remind_on:
                record.state = "upcoming"
            else:
                record.state = "overdue" if record.due_date < today else "due"

    @api.model
    def _expand_states(self, states, domain):
        return [key for key, _label in self._fields["state"].selection]

    @api.depends("return_id.amount_payable", "return_id.state")
    def _compute_amount(self):
        for record in self:
            source = record.return_id.sudo()
            if source:
                record.has_amount = source.state != "draft"
                record.amount = source.amount_payable if record.has_amount else 0.0
            else:
                record.has_amount, record.amount = record.has_amount, record.amount

    @api.depends(
        *("return_id.state", "return_id.notices", "return_id.amount_payable"),
        *("return_id.check_ids.level", "return_id.check_ids.is_accepted", "filed_on"),
    )
    def _compute_blocked_by(self):
        for record in self:
            record.blocked_by = record._open_step() or False

    def _open_step(self):
        """The next thing somebody has to do before this is done, in a few words."""
        source = self.return_id.sudo()
        if not source:
            return False if self.filed_on else self._first_step()
        steps = {
            "draft": self.env._("Not computed"),
            "reviewed": self.env._("Waits to be filed"),
            "paid": False,
        }
        if source.state == "computed":
            return self._obstacles(source) or self.env._("Waits for review")
        if source.state == "filed":
            payable = source.amount_payable > 0
            return payable and self.env._("Waits for payment")
        return steps[source.state]

    def _first_step(self):
        if self.is_computed_here:
            return self.env._("Not prepared")
        return self.env._("Not filed")

    def _obstacles(self, source):
        checks = source._open_checks().mapped("text")
        obstacles = list(dict.fromkeys([*checks, *source._review_obstacles()]))
        if len(obstacles) > 1:
            return self.env._(
                "%(first)s And %(count)s more.",
                first=obstacles[0],
                count=len(obstacles) - 1,
            )
        return obstacles and obstacles[0]

    @api.depends("due_date")
    def _compute_days_left(self):
        today = due_date.today()
        for record in self:
            record.days_left = record.due_date and (record.due_date - today).days

    @api.depends("state")
    def _compute_color(self):
        for record in self:
            record.color = COLORS.get(record.state, 0)

    @api.depends("form_id.is_calendar_only", "form_id.edition_ids", "date_to")
    def _compute_is_computed_here(self):
        for record in self:
            editions = record.form_id.edition_ids.filtered(
                lambda e, day=record.date_to: (
                    e.valid_from <= day and (not e.valid_to or e.valid_to >= day)
                )
            )
            calendar_only = record.form_id.is_calendar_only
            record.is_computed_here = bool(editions) and not calendar_only
