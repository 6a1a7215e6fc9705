# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.period import Calendar


class IpaiBirForm(models.Model):
    """One form of the Bureau of Internal Revenue, whatever its edition."""

    _name = "ipai.bir.form"
    _description = "BIR form"
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    frequency = fields.Selection(
        selection=[
            ("monthly", "Monthly"),
            ("quarterly", "Quarterly"),
            ("annual", "Annual"),
        ],
        required=True,
        default="quarterly",
    )
    calendar = fields.Selection(
        selection=[("calendar", "Calendar year"), ("fiscal", "Company's fiscal year")],
        required=True,
        default="calendar",
        help="Which year the periods of the form follow. Withholding follows the "
        "calendar year, VAT, percentage and income tax the company's own.",
    )
    quarter_months = fields.Char(
        help="Months of a quarter a monthly form is filed for, separated by spaces; "
        "empty for all three.",
    )
    quarters = fields.Char(
        help="Quarters of a year a quarterly form is filed for, separated by spaces; "
        "empty for all four.",
    )
    tax_type = fields.Selection(
        selection=[
            ("vat", "Value-added tax"),
            ("withholding_expanded", "Expanded withholding tax"),
            ("withholding_final", "Final withholding tax"),
            ("withholding_compensation", "Withholding tax on compensation"),
            ("percentage", "Percentage tax"),
            ("income", "Income tax"),
            ("vat_withheld", "VAT and percentage tax withheld"),
        ],
    )
    due_rule = fields.Char(help="When a return is due, in the language of due_date.py.")
    due_rule_december = fields.Char(
        help="The rule for periods that end in December, where it is another one."
    )
    is_staggered = fields.Boolean(
        string="Staggered by eFPS group",
        help="Who files by eFPS has the day of their industry group instead.",
    )
    is_calendar_only = fields.Boolean(
        string="Only in the calendar",
        help="The duty is kept in the calendar; the return is not computed here.",
    )
    edition_ids = fields.One2many("ipai.bir.edition", "form_id", string="Editions")
    active = fields.Boolean(default=True)

    _sql_constraints = [
        ("code_unique", "UNIQUE(code)", "A form with this code is there already."),
    ]

    @api.depends("code", "name")
    def _compute_display_name(self):
        for form in self:
            form.display_name = f"{form.code} {form.name}" if form.code else form.name

    @api.constrains("frequency", "quarter_months", "quarters")
    def _check_only(self):
        for form in self:
            limit = 3 if form.frequency == "monthly" else 4
            text = form._only_text()
            allowed = {str(number) for number in range(1, limit + 1)}
            if set(text.split()) - allowed:
                raise ValidationError(
                    self.env._(
                        "Form %(form)s can be filed for %(allowed)s, not for "
                        "“%(text)s”: write numbers separated by spaces.",
                        form=form.code,
                        allowed=", ".join(sorted(allowed)),
                        text=text,
                    )
                )

    def _only_text(self):
        texts = {"monthly": self.quarter_months, "quarterly": self.quarters}
        return texts.get(self.frequency) or ""

    def _calendar(self, company):
        """The periods that `company` files this form for."""
        self.ensure_one()
        fiscal = self.calendar == "fiscal"
        return Calendar(
            self.frequency,
            int(company.sudo().fiscalyear_last_month) if fiscal else 12,
            frozenset(int(number) for number in self._only_text().split()),
        )

    @api.model
    def _coded(self, code):
        """The form of a code.

        :raises UserError: when there is none
        """
        form = self.search([("code", "=", code)])
        if not form:
            raise UserError(self.env._("There is no form %s here.", code))
        return form

    def _refuse_period(self, calendar, number):
        """Say which form is filed for a period instead of this one."""
        if calendar.files(number):
            return
        names = dict(self._fields["frequency"]._description_selection(self.env))
        longer = {"monthly": "quarterly", "quarterly": "annual"}[self.frequency]
        other = self.search(
            [
                ("tax_type", "=", self.tax_type),
                ("frequency", "=", longer),
                ("tax_type", "!=", False),
            ],
            limit=1,
        )
        raise ValidationError(
            self.env._(
                "Form %(form)s is not filed for %(place)s. File %(instead)s, which "
                "covers it.",
                form=self.code,
                place=self._place_name(calendar.place(number)),
                instead=other.code
                or self.env._("the %s return", names[longer].lower()),
            )
        )

    def _place_name(self, place):
        ordinal = {
            1: self.env._("first"),
            2: self.env._("second"),
            3: self.env._("third"),
            4: self.env._("fourth"),
        }[place]
        if self.frequency == "monthly":
            return self.env._("the %s month of a quarter", ordinal)
        return self.env._("the %s quarter of a year", ordinal)
