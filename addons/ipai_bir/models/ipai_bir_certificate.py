# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools.period import Calendar

# Whoever holds a certificate has these on paper.
PRINTED = {
    *("direction", "form", "number", "company_id", "partner_id", "year", "quarter"),
    *("date_from", "date_to", "line_ids", "signatory_name", "signatory_title"),
    *("signatory_tin", "issued_on", "pdf_id", "replaces_id"),
}
# Only the actions of the model set these.
GUARDED = {"state", "pdf_id", "issued_on", "issued_by_id", "replaced_by_id"}


class IpaiBirCertificate(models.Model):
    """One certificate of tax withheld, from one payor to one payee for one period.

    Issued certificates (2307, 2306) come from the books and never change once they
    are issued; received ones are recorded from paper.
    """

    _name = "ipai.bir.certificate"
    _description = "BIR certificate of tax withheld"
    _inherit = ["mail.thread"]
    _order = "date_to desc, partner_id, id desc"

    name = fields.Char(compute="_compute_name", store=True)
    direction = fields.Selection(
        [("issued", "Issued by us"), ("received", "Received from a customer")],
        required=True,
        default="issued",
    )
    form = fields.Selection(
        [("2307", "2307"), ("2306", "2306")],
        required=True,
        default="2307",
        help="2307 for creditable tax, 2306 for final tax.",
    )
    number = fields.Char(
        copy=False,
        help="Given when we issue it; of a received one what the customer wrote.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company.sudo()._ipai_filer(),
        help="The head office that withholds or claims, with all its branches.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Vendor or customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("parent_id", "=", False)],
    )
    year = fields.Integer(required=True, default=lambda self: self._last_quarter()[0])
    quarter = fields.Selection(
        selection=[("1", "1st"), ("2", "2nd"), ("3", "3rd"), ("4", "4th")],
        default=lambda self: str(self._last_quarter()[1]),
        help="Calendar quarter; a 2306 without one is for the whole year.",
    )
    date_from = fields.Date(string="From", compute="_compute_dates", store=True)
    date_to = fields.Date(string="To", compute="_compute_dates", store=True)
    line_ids = fields.One2many(
        "ipai.bir.certificate.line", "certificate_id", string="Lines", copy=True
    )
    base_total = fields.Monetary(
        string="Payments", compute="_compute_totals", store=True
    )
    tax_total = fields.Monetary(
        string="Tax withheld", compute="_compute_totals", store=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("issued", "Issued"),
            ("sent", "Sent"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    issued_on = fields.Date(string="Issued on", readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    received_on = fields.Date(string="Received on", copy=False)
    signatory_name = fields.Char(
        compute="_compute_signatory", store=True, readonly=False
    )
    signatory_title = fields.Char(
        compute="_compute_signatory", store=True, readonly=False
    )
    signatory_tin = fields.Char(
        string="Signatory's TIN",
        compute="_compute_signatory",
        store=True,
        readonly=False,
    )
    scan = fields.Binary(attachment=True, copy=False, help="The paper received.")
    scan_name = fields.Char(copy=False)
    replaces_id = fields.Many2one(
        "ipai.bir.certificate", string="Replaces", readonly=True, copy=False
    )
    replaced_by_id = fields.Many2one(
        "ipai.bir.certificate", string="Replaced by", readonly=True, copy=False
    )

    _sql_constraints = [
        (
            "one_draft",
            "EXCLUDE USING btree (company_id WITH =, partner_id WITH =, form WITH =, "
            "date_from WITH =, date_to WITH =) "
            "WHERE (direction = 'issued' AND state = 'draft')",
            "There is a draft of this certificate already.",
        ),
        (
            "one_number",
            "EXCLUDE USING btree (company_id WITH =, partner_id WITH =, form WITH =, "
            "number WITH =) "
            "WHERE (direction = 'received' AND state <> 'cancelled')",
            "This certificate of the customer is recorded already.",
        ),
        (
            "quarter_of_2307",
            "CHECK(quarter IS NOT NULL OR form = '2306')",
            "A certificate on form 2307 is for one quarter: choose it.",
        ),
    ]

    @api.model
    def _last_quarter(self):
        return Calendar("quarterly").last_closed(fields.Date.context_today(self))

    @api.depends("year", "quarter")
    def _compute_dates(self):
        for record in self:
            if record.year:
                dates = self._dates(record.year, record.quarter)
                record.date_from, record.date_to = dates

    @api.model
    def _dates(self, year, quarter=None):
        """First and last day of a calendar quarter, or of the whole year."""
        calendar = Calendar("quarterly" if quarter else "annual")
        return calendar.dates(year, int(quarter or 1))

    @api.depends("form", "number", "partner_id.name", "year", "quarter")
    def _compute_name(self):
        for record in self:
            when = f"Q{record.quarter} {record.year}" if record.quarter else record.year
            parts = (record.form, record.partner_id.name, str(when))
            record.name = " ".join(filter(None, parts))

    @api.depends("line_ids.amount_total", "line_ids.tax")
    def _compute_totals(self):
        for record in self:
            record.base_total = sum(record.line_ids.mapped("amount_total"))
            record.tax_total = sum(record.line_ids.mapped("tax"))

    @api.depends("company_id", "direction")
    def _compute_signatory(self):
        for record in self:
            company = record.company_id.sudo()
            ours = record.direction == "issued"
            for name in ("name", "title", "tin"):
                value = company[f"ipai_signatory_{name}"] if ours else False
                record[f"signatory_{name}"] = value

    @api.constrains("company_id")
    def _check_company_files(self):
        for record in self:
            filer = record.company_id._ipai_filer()
            if filer != record.company_id:
                raise ValidationError(
                    self.env._(
                        "%(branch)s withholds as a branch of %(head)s: make the "
                        "certificate for %(head)s.",
                        branch=record.company_id.name,
                        head=filer.name,
                    )
                )

    @api.constrains("year")
    def _check_year(self):
        for record in self:
            if not 2018 <= record.year <= 2200:
                raise ValidationError(
                    self.env._("A certificate of January 2018 is for 2018 or later.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            given = {name for name in GUARDED if vals.get(name)}
            if vals.get("state") == "draft":
                given.discard("state")
            self._refuse_guarded(given)
            if vals.get("partner_id"):
                partner = self.env["res.partner"].browse(vals["partner_id"])
                vals["partner_id"] = partner.commercial_partner_id.id
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_guarded(GUARDED & set(vals))
        if not self.env.su and PRINTED & set(vals):
            self._refuse_fixed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(record.state != "draft" for record in self):
            raise UserError(
                self.env._(
                    "Only drafts are deleted. Cancel a certificate instead; it stays "
                    "as proof of what was given."
                )
            )

    def _refuse_guarded(self, names):
        """State and proof change by the actions alone, whoever calls."""
        if names and not self.env.su:
            raise AccessError(
                self.env._(
                    "Use the buttons of the certificate to issue, confirm or cancel it."
                )
            )

    def _refuse_fixed(self):
        fixed = self.filtered(lambda record: record.state != "draft")
        if fixed:
            raise UserError(
                self.env._(
                    "%s is not a draft any more and stays as it was given. Cancel or "
                    "replace it instead.",
                    fixed[0].display_name,
                )
            )

    def _period(self):
        """(companies, first day, last day) whose posted entries it certifies."""
        self.ensure_one()
        companies = self.company_id._ipai_filed_companies()
        return companies, self.date_from, self.date_to

    @api.model
    def _items_action(self, title, period_, taxes, partner):
        """Open the journal items the ledger counts for a partner."""
        views = "ipai_bir.account_move_line_view_"
        ledger = self.env["ipai.bir.ledger"].sudo()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "account.move.line",
            "views": [
                (self.env.ref(f"{views}{kind}").id, kind) for kind in ("list", "kanban")
            ],
            "mobile_view_mode": "kanban",
            "search_view_id": [self.env.ref(f"{views}search").id],
            "domain": ledger.lines_domain_for(period_, taxes, partner.id),
            "context": {"allowed_company_ids": period_[0].ids, "create": False},
        }
