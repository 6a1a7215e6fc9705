# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import vat_claim


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
        [("uncollected", "Receivable"), ("unpaid", "Payable")],
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
    invoice_date = fields.Date(
        related="move_id.invoice_date", store=True, string="Invoice date"
    )
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
    amount = fields.Monetary(string="VAT of the claim", readonly=True, tracking=True)
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
