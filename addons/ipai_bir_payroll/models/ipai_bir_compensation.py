# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import component

PAY = tuple(part.code for part in component.COMPONENTS)
SHARES = tuple(code for code, _label in component.CONTRIBUTIONS)
_STEP = {
    "daily": relativedelta(days=1),
    "weekly": relativedelta(weeks=1),
    "semi_monthly": relativedelta(days=15),
    "monthly": relativedelta(months=1),
}


class IpaiBirCompensation(models.Model):
    """What one employee was paid for one pay period, and the tax withheld from it."""

    _name = "ipai.bir.compensation"
    _description = "Compensation of an employee for a pay period"
    _order = "paid_on desc, date_to desc, employee_id, id desc"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    department_id = fields.Many2one(related="employee_id.department_id")
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    paid_on = fields.Date(
        string="Paid on",
        compute="_compute_paid_on",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        help="The day decides the month of Form 1601-C and the ceilings that hold.",
    )
    frequency = fields.Selection(
        selection=[
            ("monthly", "Monthly"),
            ("semi_monthly", "Semi-monthly"),
            ("weekly", "Weekly"),
            ("daily", "Daily"),
        ],
        required=True,
        default="monthly",
    )
    is_last = fields.Boolean(
        string="Last pay",
        compute="_compute_is_last",
        store=True,
        precompute=True,
        readonly=False,
        help="Last pay of the calendar year or of the employment: the tax of the year "
        "is settled in it.",
    )
    origin = fields.Selection(
        selection=[
            ("typed", "Typed"),
            ("file", "Imported from a file"),
            ("payroll", "Taken from payroll"),
        ],
        default="typed",
        required=True,
        readonly=True,
    )
    # Regular
    basic = fields.Monetary(string="Basic salary")
    representation = fields.Monetary()
    transportation = fields.Monetary()
    cola = fields.Monetary(string="Cost of living allowance")
    housing = fields.Monetary(string="Fixed housing allowance")
    other_regular = fields.Monetary(string="Other regular pay")
    # Supplementary
    commission = fields.Monetary()
    profit_sharing = fields.Monetary(string="Profit sharing")
    fees = fields.Monetary(string="Fees, director's fees included")
    hazard = fields.Monetary(string="Hazard pay")
    overtime = fields.Monetary(string="Overtime pay")
    holiday = fields.Monetary(string="Holiday pay")
    night_differential = fields.Monetary(string="Night shift differential")
    other_supplementary = fields.Monetary(string="Other supplementary pay")
    # Exempt, within limits
    thirteenth_month = fields.Monetary(string="13th month pay")
    other_benefits = fields.Monetary(string="Other benefits")
    other_exempt = fields.Monetary(string="Other non-taxable pay")
    other_exempt_note = fields.Char(
        string="Which", help="Item 20 of Form 1601-C asks what it is."
    )
    benefit_ids = fields.One2many(
        "ipai.bir.compensation.benefit", "compensation_id", string="De minimis"
    )
    # The employee's share
    sss = fields.Monetary(string="SSS or GSIS")
    philhealth = fields.Monetary(string="PhilHealth")
    pagibig = fields.Monetary(string="Pag-IBIG")
    union_dues = fields.Monetary(string="Union dues")
    adjustment_ids = fields.One2many(
        "ipai.bir.compensation.adjustment",
        "compensation_id",
        string="Corrections of earlier months",
    )
    tax_withheld = fields.Monetary(
        string="Tax withheld",
        help="For this period alone, without corrections of earlier months; below zero "
        "when tax was refunded to the employee.",
    )

    _sql_constraints = [
        (
            "one_a_period",
            "UNIQUE(employee_id, date_from, date_to)",
            "There is a pay of this employee for this period already.",
        ),
        (
            "dates_in_order",
            "CHECK(date_from <= date_to)",
            "A pay period ends after it begins.",
        ),
        (
            "tables_begin",
            "CHECK(paid_on >= '2018-01-01')",
            "The tables begin with 2018: pay of earlier years does not belong here.",
        ),
    ]

    @api.depends("employee_id")
    def _compute_company_id(self):
        for record in self:
            record.company_id = record.employee_id.company_id or self.env.company

    @api.depends("date_to")
    def _compute_paid_on(self):
        for record in self:
            record.paid_on = record.date_to

    @api.depends("paid_on", "frequency", "date_to", "employee_id")
    def _compute_is_last(self):
        """Proposed when the next pay falls into the next year, or after leaving."""
        for record in self:
            if not (record.paid_on and record.frequency):
                continue
            following = record.paid_on + _STEP[record.frequency]
            left = record.employee_id.sudo().ipai_separated_on
            record.is_last = following.year > record.paid_on.year or bool(
                left and record.date_to and left <= record.date_to
            )

    @api.depends("employee_id", "date_from", "date_to")
    def _compute_display_name(self):
        for record in self:
            record.display_name = (
                f"{record.employee_id.name}, {record.date_from} – {record.date_to}"
            )

    @api.constrains(*PAY, *SHARES)
    def _check_amounts(self):
        for record in self:
            for name in (*PAY, *SHARES):
                if record[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "%(field)s of %(pay)s is below zero: correct the period it "
                            "belongs to.",
                            field=self._fields[name].string,
                            pay=record.display_name,
                        )
                    )

    @api.constrains("other_exempt", "other_exempt_note")
    def _check_other_exempt(self):
        for record in self:
            if record.other_exempt and not (record.other_exempt_note or "").strip():
                raise ValidationError(
                    self.env._(
                        "Say what the other non-taxable pay of %s is: the form asks "
                        "for it.",
                        record.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_outcome(vals_list)
        # benefits and corrections made with a pay leave the work to it
        later = self.with_context(ipai_work_out_later=True)
        created = super(IpaiBirCompensation, later).create(vals_list)
        records = created.with_env(self.env)
        records._refuse_filed()
        records._after_change()
        return records

    def write(self, vals):
        if set(vals) <= self._outcome_fields() and self.env.su:
            return super().write(vals)
        self._refuse_outcome([vals])
        self._refuse_filed()
        before, years = self._siblings(), self.sudo().year_id
        later = self.with_context(ipai_work_out_later=True)
        result = super(IpaiBirCompensation, later).write(vals)
        self._refuse_filed()
        (before.exists() | self)._after_change()
        years._drop_empty()
        return result

    def unlink(self):
        self._refuse_filed()
        siblings, years = self._siblings() - self, self.sudo().year_id
        result = super().unlink()
        siblings.exists()._after_change()
        years._drop_empty()
        return result

    def _refuse_outcome(self, vals_list):
        """What is worked out is not typed, by RPC neither."""
        given = set().union(*vals_list) & self._outcome_fields() if vals_list else set()
        if given and not self.env.su:
            raise UserError(
                self.env._(
                    "%s is worked out from the pay: change the pay.",
                    ", ".join(self._fields[name].string for name in sorted(given)),
                )
            )

    def _refuse_filed(self):
        """Pay of a month whose Form 1601-C is filed stays as it was filed."""
        for record in self:
            filed = record._filed_return()
            if filed:
                raise UserError(
                    self.env._(
                        "%(name)s is filed: the pay of %(employee)s paid on %(day)s "
                        "cannot be changed. Amend the return first, or correct it in "
                        "a later month.",
                        name=filed.name,
                        employee=record.employee_id.name,
                        day=fields.Date.to_string(record.paid_on),
                    )
                )

    def _filed_return(self):
        """The filed Form 1601-C of the month this was paid in; may be empty."""
        self.ensure_one()
        return self._filed_for(self.company_id, self.paid_on)

    @api.model
    def _filed_for(self, company, day):
        """The filed Form 1601-C of the month of `day`; an open amendment frees it."""
        domain = [
            ("form_id.code", "=", "1601-C"),
            ("company_id", "=", company._ipai_filer().id),
            ("date_from", "<=", day),
            ("date_to", ">=", day),
        ]
        returns = self.env["ipai.bir.return"].sudo().search(domain)
        if any(ret.state not in ("filed", "paid") for ret in returns):
            return returns.browse()
        return returns[:1]

    def _after_change(self):
        if self.env.context.get("ipai_work_out_later"):
            self.sudo().write({"is_stale": True})
        else:
            self._work_out()
