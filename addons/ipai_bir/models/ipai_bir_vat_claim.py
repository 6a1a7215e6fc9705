# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import vat_claim
from ..tools.period import Calendar

FILED = ("filed", "paid")
STAMP = "Claimed Output VAT Credit"
GUARDED = {"state", "confirmed_by_id", "confirmed_at"}


class IpaiBirVatClaim(models.Model):
    """The VAT of one tax on one overdue invoice, claimed in one quarter's 2550Q.

    `uncollected`: output VAT of a customer invoice nobody paid (item 35), added back
    when it is collected (item 36). `unpaid`: input VAT of a bill whose seller claimed
    it (item 55), taken again when the bill is settled (item 58).
    """

    _name = "ipai.bir.vat.claim"
    _description = "VAT claim on an overdue invoice"
    _inherit = ["mail.thread"]
    _order = "date_to desc, kind, partner_id, id"

    name = fields.Char(compute="_compute_name", store=True)
    kind = fields.Selection(
        [("uncollected", "Uncollected receivable"), ("unpaid", "Unpaid payable")],
        required=True,
        readonly=True,
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    line_ids = fields.Many2many(
        "account.move.line",
        string="Overdue items",
        readonly=True,
        help="The instalments of the invoice whose agreed period has lapsed.",
    )
    tax_id = fields.Many2one(
        "account.tax", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="move_id.company_id", store=True, index=True, string="Company"
    )
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", store=True, string="Customer or vendor"
    )
    invoice_date = fields.Date(related="move_id.invoice_date", store=True)
    date_due = fields.Date(string="Lapsed on", readonly=True)
    year = fields.Integer(required=True, readonly=True)
    quarter = fields.Selection(
        selection=[("1", "1st"), ("2", "2nd"), ("3", "3rd"), ("4", "4th")],
        required=True,
        readonly=True,
    )
    date_from = fields.Date(required=True, readonly=True)
    date_to = fields.Date(
        string="Quarter ends", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    invoice_currency_id = fields.Many2one(
        related="move_id.currency_id", string="Currency of the invoice"
    )
    invoice_total = fields.Monetary(currency_field="invoice_currency_id", readonly=True)
    unsettled = fields.Monetary(
        currency_field="invoice_currency_id",
        string="Overdue and open",
        readonly=True,
        help="Of the overdue instalments, at the end of the quarter.",
    )
    vat = fields.Monetary(string="VAT of the invoice", readonly=True)
    amount = fields.Monetary(string="VAT claimed", readonly=True, tracking=True)
    returned_amount = fields.Monetary(
        string="Added back",
        compute="_compute_returned_amount",
        compute_sudo=True,
        help="For what was settled until today.",
    )
    open_amount = fields.Monetary(
        string="Still claimed", compute="_compute_returned_amount", compute_sudo=True
    )
    conditions = fields.Json(string="Conditions as found", readonly=True)
    conditions_html = fields.Html(
        string="Conditions", compute="_compute_conditions_html", sanitize=False
    )
    obstacles = fields.Char(
        string="What stands against it", compute="_compute_obstacles", store=True
    )
    state = fields.Selection(
        [
            ("candidate", "To decide"),
            ("confirmed", "Claimed"),
            ("cancelled", "Not claimed"),
        ],
        required=True,
        default="candidate",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_at = fields.Datetime(readonly=True, copy=False)
    evidence = fields.Binary(
        attachment=True,
        copy=False,
        help="The seller's invoice marked “Claimed Output VAT Credit”.",
    )
    evidence_name = fields.Char(copy=False)

    _sql_constraints = [
        (
            "once_a_quarter",
            "UNIQUE(kind, move_id, tax_id, date_to)",
            "This VAT of the invoice has a claim in the quarter already.",
        )
    ]

    @api.depends("move_id.name", "partner_id.name")
    def _compute_name(self):
        for claim in self:
            parts = (claim.move_id.name, claim.partner_id.name)
            claim.name = " ".join(filter(None, parts))

    @api.depends("conditions")
    def _compute_obstacles(self):
        for claim in self:
            against = [
                condition["text"]
                for condition in claim.conditions or []
                if condition["holds"] is False
            ]
            claim.obstacles = " ".join(against) or False

    @api.depends("conditions")
    def _compute_conditions_html(self):
        for claim in self:
            claim.conditions_html = self.env["ir.qweb"]._render(
                "ipai_bir.vat_claim_conditions", {"conditions": claim.conditions or []}
            )

    @api.depends("amount", "unsettled", "state")
    def _compute_returned_amount(self):
        """Compared anew each time: payments go on after the claim."""
        today = fields.Date.context_today(self)
        back = self._returned(None, today)
        for claim in self:
            claimed = claim.state == "confirmed"
            claim.returned_amount = float(back[claim]) if claimed else 0.0
            left = claim._decimal("amount") - back[claim]
            claim.open_amount = float(left) if claimed else 0.0

    def _decimal(self, name):
        """A stored amount as Decimal, in centavos."""
        return Decimal(str(round(self[name], 2)))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_guarded(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_guarded(vals)
        return super().write(vals)

    def _refuse_guarded(self, vals):
        """People may attach evidence; all the rest is found and decided by actions."""
        own = {name for name in vals if not name.startswith(("message_", "activity_"))}
        if own - {"evidence", "evidence_name"} and not self.env.su:
            raise AccessError(
                self.env._("Use “Find candidates” and the buttons of the claim.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_candidate(self):
        if any(claim.state == "confirmed" for claim in self):
            raise UserError(
                self.env._("A claimed VAT stays on record: take the claim back first.")
            )

    def action_confirm(self):
        """Claim the VAT in the quarter's 2550Q and say so on the invoice."""
        self.check_access("write")
        for claim in self:
            claim._refuse_filed()
            if claim.state == "confirmed":
                continue
            claim.sudo()._take_conditions()
            claim._refuse_obstacles()
        fresh = self.filtered(lambda claim: claim.state != "confirmed").sudo()
        fresh.write(
            {
                "state": "confirmed",
                "confirmed_by_id": self.env.uid,
                "confirmed_at": fields.Datetime.now(),
            }
        )
        for claim in fresh:
            claim.move_id.message_post(body=claim._mark_text())
        return True

    def _refuse_obstacles(self):
        if self.obstacles:
            raise UserError(
                self.env._(
                    "%(name)s cannot be claimed. %(why)s",
                    name=self.name,
                    why=self.obstacles,
                )
            )
        if self.kind == "unpaid" and not self.evidence:
            raise UserError(
                self.env._(
                    "Attach the invoice that %s marked “Claimed Output VAT Credit” "
                    "before you confirm.",
                    self.partner_id.name,
                )
            )

    def _mark_text(self):
        """What is said on the invoice."""
        values = {
            "amount": f"{self.currency_id.name} {self._decimal('amount'):,.2f}",
            "period": Calendar("quarterly").name(self.year, int(self.quarter)),
        }
        if self.kind == "unpaid":
            text = self.env._(
                "Input VAT on an unpaid payable: %(amount)s deducted in 2550Q "
                "%(period)s."
            )
        else:
            text = self.env._(
                "Claimed Output VAT Credit: %(amount)s in 2550Q %(period)s."
            )
        return text % values

    def action_cancel(self):
        """Decide not to claim. What was claimed is taken back by a reviewer only."""
        self.check_access("write")
        claimed = self.filtered(lambda claim: claim.state == "confirmed")
        if claimed and not self.env.user.has_group("ipai_base.group_reviewer"):
            raise AccessError(
                self.env._("A finance reviewer takes a claim back: ask one.")
            )
        for claim in claimed:
            claim._refuse_filed()
            claim.move_id.sudo().message_post(
                body=self.env._("The claim of %s is taken back.", claim._mark_text())
            )
        self.sudo().write({"state": "cancelled"})
        return True

    def action_candidate(self):
        """Decide anew about claims that were left out."""
        self.check_access("write")
        self.filtered(lambda c: c.state == "cancelled").sudo().write(
            {"state": "candidate"}
        )
        return True

    def _refuse_filed(self):
        """A filed return keeps its claims, until somebody amends it."""
        returns = self._returns()
        if returns and all(record.state in FILED for record in returns):
            raise UserError(
                self.env._(
                    "%s is filed. Amend it before you change what it claims.",
                    returns[0].name,
                )
            )

    def _returns(self):
        """The 2550Q, with its amendments, of the quarter of the claim."""
        self.ensure_one()
        return (
            self.env["ipai.bir.return"]
            .sudo()
            .search(
                [
                    ("form_id.tax_type", "=", "vat"),
                    ("company_id", "=", self.company_id._ipai_filer().id),
                    ("date_from", "<=", self.date_to),
                    ("date_to", ">=", self.date_to),
                ]
            )
        )

    def _returned(self, date_from, date_to):
        """{claim: VAT to add back for what was settled between the days (inclusive)}.

        :param date_from: None for everything since the claim
        """
        settled = self._settlements()
        back = {}
        for claim in self:
            events = settled.get(claim, [])
            base = claim._decimal("unsettled")
            if not base:
                back[claim] = Decimal(0)
                continue
            early = sum(
                (a for day, a in events if date_from and day < date_from), Decimal(0)
            )
            late = sum((a for day, a in events if day <= date_to), Decimal(0))
            back[claim] = vat_claim.returned(
                claim._decimal("amount"), base, early, late
            )
        return back
