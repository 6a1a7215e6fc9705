# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


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
        domain=[("is_calendar_only", "=", False)],
    )
    form_code = fields.Char(related="form_id.code", string="Form code")
    edition_id = fields.Many2one(
        "ipai.bir.edition",
        compute="_compute_edition_id",
        store=True,
        precompute=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self._default_company(),
        help="The head office that files, with all its branches.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
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
            "UNIQUE(form_id, company_id, date_from, date_to, amendment_number)",
            "There is a return of this form, company and period already.",
        ),
        (
            "dates_in_order",
            "CHECK(date_from <= date_to)",
            "The period of a return ends after it begins.",
        ),
    ]

    @api.model
    def _default_company(self):
        return self.env.company.sudo()._ipai_filer()

    @api.model
    def _default_form(self):
        """The form, while there is but one."""
        forms = self.env["ipai.bir.form"].search(
            [("is_calendar_only", "=", False)], limit=2
        )
        return forms if len(forms) == 1 else forms.browse()

    @api.depends("form_id", "date_to")
    def _compute_edition_id(self):
        editions = self.env["ipai.bir.edition"]
        for record in self:
            if record.form_id and record.date_to:
                record.edition_id = editions._for_period(record.form_id, record.date_to)
            else:
                record.edition_id = False

    @api.depends("form_id.code", "year", "month", "quarter", "amendment_number")
    def _compute_name(self):
        for record in self:
            if not record._has_number():
                record.name = record.form_id.code
                continue
            name = f"{record.form_id.code} {record._period_name()}"
            number = record.amendment_number
            if number:
                name = self.env._(
                    "%(name)s (amended %(number)s)", name=name, number=number
                )
            record.name = name

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
        """`form_code` may stand for `form_id`; dates for year, month and quarter."""
        records = super().create([self._completed(vals) for vals in vals_list])
        records.sudo()._open_boxes()
        return records

    def _completed(self, vals):
        vals = dict(vals)
        code = vals.pop("form_code", None)
        if not vals.get("form_id"):
            forms = self.env["ipai.bir.form"]
            vals["form_id"] = (forms._coded(code) if code else self._default_form()).id
        return {**vals, **self._period_values(vals)}

    def write(self, vals):
        before = {record.id: record.edition_id for record in self}
        result = super().write(vals)
        self.filtered(lambda r: r.edition_id != before[r.id]).sudo()._open_boxes()
        return result

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
