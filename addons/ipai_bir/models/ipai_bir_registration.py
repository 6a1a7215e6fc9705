# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import due_date

# What a VAT corporation with employees and vendors files.
USUAL_FORMS = (
    *("1601-C", "0619-E", "1601-EQ", "2550Q", "1702Q", "2307"),
    *("1604-C", "1604-E", "2316", "2316-BIR", "1702-RT"),
)


class IpaiBirRegistration(models.Model):
    """One form that one company is registered to file, and who looks after it."""

    _name = "ipai.bir.registration"
    _description = "Registration to file a BIR form"
    _order = "company_id, form_id, date_from desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company.sudo()._ipai_filer(),
        ondelete="cascade",
    )
    form_id = fields.Many2one(
        "ipai.bir.form", string="Form", required=True, ondelete="cascade"
    )
    frequency = fields.Selection(related="form_id.frequency")
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: due_date.today().replace(month=1, day=1),
        help="Periods that end on this day or later are in the calendar.",
    )
    date_to = fields.Date(
        string="To", help="Periods that begin later are not; empty while it holds."
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Prepared by",
        default=lambda self: self.env.user,
        required=True,
        help="Gets an activity before the due date.",
    )
    reviewer_id = fields.Many2one("res.users", string="Reviewed by")
    remind_days = fields.Integer(
        string="Remind before",
        default=5,
        help="Days before the due date on which the preparer gets an activity.",
    )
    escalate_to_id = fields.Many2one(
        "res.users",
        string="Escalate to",
        help="Is told when a return is not filed after its due date.",
    )
    escalate_days = fields.Integer(
        string="Escalate after",
        default=1,
        help="Days after the due date on which it escalates.",
    )

    _sql_constraints = [
        (
            "dates_in_order",
            "CHECK(date_to IS NULL OR date_to >= date_from)",
            "A registration ends after it begins.",
        ),
        (
            "days_not_negative",
            "CHECK(remind_days >= 0 AND escalate_days >= 1)",
            "Remind zero or more days before, escalate one or more days after.",
        ),
    ]

    @api.depends("form_id.code", "company_id.name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.form_id.code} {record.company_id.name}"

    @api.constrains("company_id", "form_id", "date_from", "date_to")
    def _check_once(self):
        for record in self:
            others = self.search(
                [
                    ("id", "!=", record.id),
                    ("company_id", "=", record.company_id.id),
                    ("form_id", "=", record.form_id.id),
                    *record._overlap_domain(),
                ],
                limit=1,
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%s is registered for these days already: end the other "
                        "registration first.",
                        record.display_name,
                    )
                )

    def _overlap_domain(self):
        domain = ["|", ("date_to", "=", False), ("date_to", ">=", self.date_from)]
        return domain + ([("date_from", "<=", self.date_to)] if self.date_to else [])

    @api.constrains("company_id", "form_id")
    def _check_company_and_form(self):
        for record in self:
            filer = record.company_id._ipai_filer()
            if filer != record.company_id:
                raise ValidationError(
                    self.env._(
                        "%(branch)s files as a branch of %(head)s: register %(head)s.",
                        branch=record.company_id.name,
                        head=filer.name,
                    )
                )
            if not record.form_id.due_rule:
                raise ValidationError(
                    self.env._(
                        "Form %s has no due rule: write one on the form.",
                        record.form_id.code,
                    )
                )

    @api.constrains("company_id", "owner_id", "reviewer_id", "escalate_to_id")
    def _check_people(self):
        for record in self:
            for user in record.owner_id | record.reviewer_id | record.escalate_to_id:
                if not record._may_follow(user):
                    raise ValidationError(
                        self.env._(
                            "%(user)s cannot see the returns of %(company)s: give "
                            "them a role of the workbench and access to the company.",
                            user=user.name,
                            company=record.company_id.name,
                        )
                    )

    def _may_follow(self, user):
        """Whether `user` reads the company's returns, so that activities reach them."""
        user = user.sudo()
        return (
            user.active
            and self.company_id in user.company_ids
            and user.has_group("ipai_base.group_viewer")
        )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.company_id._ipai_plan_obligations()
        return records

    def write(self, vals):
        companies = self.company_id
        result = super().write(vals)
        (companies | self.company_id)._ipai_plan_obligations()
        if "owner_id" in vals:
            obligations = self.env["ipai.bir.obligation"].sudo()
            obligations.search(
                [("registration_id", "in", self.ids), ("filed_on", "=", False)]
            )._reassign_activities()
        return result

    def unlink(self):
        companies = self.company_id
        result = super().unlink()
        companies._ipai_plan_obligations()
        return result

    @api.model
    def action_propose(self):
        """Register the usual forms of a VAT corporation with employees and vendors.

        What is registered already stays as it is.
        """
        company = self.env.company.sudo()._ipai_filer().sudo(False)
        registered = self.search([("company_id", "=", company.id)]).form_id
        forms = self.env["ipai.bir.form"].search([("code", "in", USUAL_FORMS)])
        self.create(
            [
                {"company_id": company.id, "form_id": form.id}
                for form in forms - registered
                if form.due_rule
            ]
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _filing_periods(self, date_to):
        """(first, last day) of each period from the registration on to `date_to`."""
        self.ensure_one()
        calendar = self.form_id._calendar(self.company_id)
        last = min(filter(None, (self.date_to, date_to)))
        begin, _end = calendar.dates(*calendar.period_of(self.date_from))
        _begin, end = calendar.dates(*calendar.period_of(last))
        return calendar.within(begin, end)
