# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..tools import due_date, penalty

OPEN = ("draft", "computed")


class IpaiBirPenalty(models.TransientModel):
    """One proposal of penalties for one return; a person decides to write it there."""

    _name = "ipai.bir.penalty"
    _description = "Penalties of a BIR return"

    return_id = fields.Many2one("ipai.bir.return", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="return_id.currency_id")
    reason = fields.Selection(
        selection=[
            ("late", "Filed or paid after the due date"),
            ("fraud", "Fraud or wilful neglect"),
            ("information", "Information return not filed"),
        ],
        required=True,
        default="late",
    )
    taxpayer_class = fields.Selection(
        selection=lambda self: (
            self.env["res.company"]
            ._fields["ipai_taxpayer_class"]
            ._description_selection(self.env)
        ),
        string="Taxpayer class",
        compute="_compute_from_return",
        store=True,
        readonly=False,
    )
    basic_tax = fields.Monetary(
        string="Basic tax",
        compute="_compute_from_return",
        store=True,
        readonly=False,
        help="The tax that is paid late, without penalties.",
    )
    due_date = fields.Date(
        string="Due",
        compute="_compute_from_return",
        store=True,
        readonly=False,
        help="Rolled over weekends and holidays. Interest runs from the day after.",
    )
    paid_on = fields.Date(
        string="Filed and paid", required=True, default=lambda self: due_date.today()
    )
    days_late = fields.Integer(compute="_compute_days_late")
    amended_on_time = fields.Boolean(
        string="Amended, original filed on time",
        compute="_compute_from_return",
        store=True,
        readonly=False,
        help="No surcharge then (RMC 43-2022); interest still runs.",
    )
    accepts_compromise = fields.Boolean(
        string="Compromise accepted",
        help="A compromise is consensual: the BIR may not impose it (RMC 54-2018).",
    )
    halve_compromise = fields.Boolean(
        string="Half compromise",
        compute="_compute_from_return",
        store=True,
        readonly=False,
        help="Micro and small taxpayers. Set the default on the company.",
    )
    failures = fields.Integer(default=1, help="Returns, statements or lists not filed.")
    paid_before = fields.Monetary(
        string="Paid before", help="Paid for such failures in the same calendar year."
    )
    line_ids = fields.One2many(
        "ipai.bir.penalty.line", "penalty_id", compute="_compute_lines", store=True
    )
    total = fields.Monetary(string="Penalties", compute="_compute_lines", store=True)
    payable = fields.Monetary(
        string="Tax and penalties", compute="_compute_lines", store=True
    )
    can_write = fields.Boolean(compute="_compute_can_write")

    @api.depends("return_id")
    def _compute_from_return(self):
        for record in self:
            source = record.return_id
            company = source.company_id.sudo()
            box = source.edition_id.tax_due_box
            record.taxpayer_class = company.ipai_taxpayer_class
            record.halve_compromise = company.ipai_halve_compromise
            record.basic_tax = float(source.amount(box)) if box else 0.0
            form = source.form_id
            due = form.due_rule and form._due(company, source.date_to)
            record.due_date = due and due.payment_day
            record.amended_on_time = bool(due) and record._original_on_time(due)

    def _original_on_time(self, due):
        original = self.return_id
        while original.amends_id:
            original = original.amends_id
        return (
            original != self.return_id
            and bool(original.filed_on)
            and original.filed_on <= due.day
        )

    @api.depends("due_date", "paid_on")
    def _compute_days_late(self):
        for record in self:
            days = (
                record.due_date and record.paid_on and record.paid_on - record.due_date
            )
            record.days_late = max(days.days, 0) if days else 0

    @api.depends(
        *("reason", "taxpayer_class", "basic_tax", "due_date", "paid_on"),
        *("amended_on_time", "accepts_compromise", "halve_compromise"),
        *("failures", "paid_before"),
    )
    def _compute_lines(self):
        for record in self:
            lines = record._proposed()
            record.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "kind": line.kind,
                            "amount": float(line.amount),
                            "rule": line.rule,
                        }
                    )
                    for line in lines
                ),
            ]
            total = sum((line.amount for line in lines), Decimal(0))
            basic = Decimal(0) if record.reason == "information" else record._basic()
            record.total = float(total)
            record.payable = float(max(basic, Decimal(0)) + total)

    @api.depends("return_id.state", "reason")
    def _compute_can_write(self):
        for record in self:
            record.can_write = (
                record.reason != "information"
                and record.return_id.state in OPEN
                and all(record._boxes().values())
            )

    def _basic(self):
        return Decimal(str(round(self.basic_tax, 2)))

    def _proposed(self):
        """The lines of tools/penalty.py; none while something is missing."""
        if not (self.taxpayer_class and self.due_date and self.paid_on):
            return []
        if self.reason == "information":
            before = Decimal(str(round(self.paid_before, 2)))
            return penalty.propose_information(
                self.failures, self.taxpayer_class, self.due_date, before
            )
        return penalty.propose(
            self._basic(),
            self.due_date,
            self.paid_on,
            self.taxpayer_class,
            amended_on_time=self.amended_on_time,
            fraud=self.reason == "fraud",
            compromise=self.accepts_compromise,
            halve_compromise=self.halve_compromise,
        )

    def _boxes(self):
        """{kind of penalty: box of the return}."""
        edition = self.return_id.edition_id
        return {
            "surcharge": edition.surcharge_box,
            "interest": edition.interest_box,
            "compromise": edition.compromise_box,
        }

    def action_write(self):
        """Write the proposal into the boxes of the return, each with its rule.

        Boxes without a proposed line are emptied. Nothing is posted.
        """
        self.ensure_one()
        if not self.taxpayer_class:
            raise UserError(self.env._("Choose the class of the taxpayer."))
        if not self.can_write:
            raise UserError(
                self.env._(
                    "These penalties cannot be written into %s: it has to be open and "
                    "to have boxes for them.",
                    self.return_id.name,
                )
            )
        lines = {line.kind: line for line in self._proposed()}
        for kind, box in self._boxes().items():
            line = lines.get(kind)
            self.return_id.set_box(
                box, str(line.amount) if line else None, note=line.rule if line else ""
            )
        return {"type": "ir.actions.act_window_close"}
