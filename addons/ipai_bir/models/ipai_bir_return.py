# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import period


class IpaiBirReturn(models.Model):
    """One return of one form by one taxpayer for one period."""

    _name = "ipai.bir.return"
    _description = "BIR return"
    _inherit = ["mail.thread"]
    _order = "date_to desc, form_id, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    form_id = fields.Many2one(
        "ipai.bir.form",
        string="Form",
        required=True,
        default=lambda self: self._default_form(),
    )
    form_code = fields.Char(related="form_id.code", string="Form code")
    edition_id = fields.Many2one(
        "ipai.bir.edition", compute="_compute_edition_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company.sudo()._ipai_filer(),
        help="The head office that files, with all its branches.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    year = fields.Integer(
        required=True,
        default=lambda self: self._default_quarter()[0],
        help="Year in which the taxable year ends.",
    )
    quarter = fields.Selection(
        selection=[("1", "1st"), ("2", "2nd"), ("3", "3rd"), ("4", "4th")],
        required=True,
        default=lambda self: str(self._default_quarter()[1]),
    )
    date_from = fields.Date(
        string="From",
        compute="_compute_dates",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    date_to = fields.Date(
        string="To",
        compute="_compute_dates",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("computed", "Computed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    computed_at = fields.Datetime(string="Computed at", readonly=True, copy=False)
    amount_payable = fields.Monetary(
        string="Amount payable",
        readonly=True,
        copy=False,
        tracking=True,
        help="Amount payable, or an excess when it is below zero.",
    )
    box_ids = fields.One2many("ipai.bir.return.box", "return_id", string="Boxes")
    row_ids = fields.One2many("ipai.bir.return.row", "return_id", string="Rows")
    notices = fields.Json(
        readonly=True, copy=False, help="What the computation has to say, by box."
    )

    _sql_constraints = [
        (
            "one_a_period",
            "UNIQUE(form_id, company_id, date_from, date_to)",
            "There is a return of this form, company and period already.",
        ),
        (
            "dates_in_order",
            "CHECK(date_from <= date_to)",
            "The period of a return ends after it begins.",
        ),
    ]

    @api.model
    def _default_form(self):
        """The form, while there is but one."""
        forms = self.env["ipai.bir.form"].search([], limit=2)
        return forms if len(forms) == 1 else forms.browse()

    @api.model
    def _default_quarter(self):
        company = self.env.company
        return period.previous_quarter(
            fields.Date.context_today(self), int(company.fiscalyear_last_month)
        )

    @api.depends("year", "quarter", "company_id")
    def _compute_dates(self):
        for record in self:
            if record.year and record.quarter and record.company_id:
                record.date_from, record.date_to = record._quarter_dates()

    def _quarter_dates(self):
        last_month = int(self.company_id.sudo().fiscalyear_last_month)
        return period.quarter_dates(self.year, int(self.quarter), last_month)

    @api.depends("form_id", "date_to")
    def _compute_edition_id(self):
        editions = self.env["ipai.bir.edition"]
        for record in self:
            if record.form_id and record.date_to:
                record.edition_id = editions._for_period(record.form_id, record.date_to)
            else:
                record.edition_id = False

    @api.depends("form_id.code", "year", "quarter")
    def _compute_name(self):
        for record in self:
            period_name = f"Q{record.quarter} {record.year}"
            code = record.form_id.code
            record.name = f"{code} {period_name}" if code else period_name

    @api.constrains("form_id", "date_to", "edition_id")
    def _check_edition(self):
        for record in self:
            if not record.edition_id:
                raise ValidationError(
                    self.env._(
                        "No edition of form %(form)s is installed for a period that "
                        "ends on %(date)s: choose another period.",
                        form=record.form_id.code,
                        date=fields.Date.to_string(record.date_to),
                    )
                )

    @api.constrains("company_id")
    def _check_company_files(self):
        for record in self:
            filer = record.company_id._ipai_filer()
            if filer != record.company_id:
                raise ValidationError(
                    self.env._(
                        "%(branch)s files as a branch of %(head)s: make the return "
                        "for %(head)s, it includes all branches.",
                        branch=record.company_id.name,
                        head=filer.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """`form_code` may stand for `form_id`, and dates for year and quarter."""
        records = super().create([self._completed(vals) for vals in vals_list])
        records._open_boxes()
        return records

    def _completed(self, vals):
        vals = dict(vals)
        code = vals.pop("form_code", None)
        if code and not vals.get("form_id"):
            form = self.env["ipai.bir.form"].search([("code", "=", code)])
            if not form:
                raise UserError(self.env._("There is no form %s here.", code))
            vals["form_id"] = form.id
        if vals.get("date_from") and not (vals.get("year") and vals.get("quarter")):
            company = self.env["res.company"].browse(
                vals.get("company_id") or self.env.company.sudo()._ipai_filer().id
            )
            year, quarter = period.quarter_of(
                fields.Date.to_date(vals["date_from"]),
                int(company.sudo().fiscalyear_last_month),
            )
            vals.update(year=year, quarter=str(quarter))
        return vals

    def write(self, vals):
        before = {record.id: record.edition_id for record in self}
        result = super().write(vals)
        self.filtered(lambda r: r.edition_id != before[r.id])._open_boxes()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_computed(self):
        if any(record.state != "draft" for record in self):
            raise UserError(
                self.env._("Set a computed return back to draft before you delete it.")
            )

    def _open_boxes(self):
        """Give each return the boxes of its edition; keep what was typed in those."""
        for record in self:
            boxes = record.edition_id.box_ids.filtered(lambda b: b.kind != "schedule")
            record.box_ids.filtered(lambda b, keep=boxes: b.box_id not in keep).unlink()
            self.env["ipai.bir.return.box"].create(
                [
                    {"return_id": record.id, "box_id": box.id}
                    for box in boxes - record.box_ids.box_id
                ]
            )
