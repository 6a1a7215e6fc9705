# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class IpaiExpenseCard(models.Model):
    """One company card: who holds it, where it is booked, how its files are read."""

    _name = "ipai.expense.card"
    _description = "Company Card"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    last_four = fields.Char(string="Last Four Digits", required=True, size=4)
    employee_id = fields.Many2one(
        "hr.employee", string="Holder", required=True, check_company=True, tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    liability_account_id = fields.Many2one(
        "account.account",
        string="Card Liability",
        required=True,
        check_company=True,
        domain=[
            ("account_type", "in", ("liability_credit_card", "liability_current")),
        ],
        help="What is owed to the card company.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Journal",
        check_company=True,
        domain="[('type', 'in', ('credit', 'bank'))]",
        help="Expenses paid with the card are booked here. Empty: a journal is made.",
    )
    payment_method_line_id = fields.Many2one(
        "account.payment.method.line", compute="_compute_payment_method_line_id"
    )
    fee_account_id = fields.Many2one(
        "account.account",
        string="Account of Fees",
        check_company=True,
        domain="[('account_type', 'in', ('expense', 'expense_direct_cost'))]",
    )
    match_days = fields.Integer(
        string="Days Between Receipt and Charge",
        default=5,
        help="How far apart a receipt and its line on the statement may be.",
    )
    statement_ids = fields.One2many("ipai.card.statement", "card_id")
    column_date = fields.Char(string="Date", default="Date")
    column_posted = fields.Char(string="Posted On")
    column_description = fields.Char(string="Description", default="Description")
    column_merchant = fields.Char(string="Merchant")
    column_amount = fields.Char(string="Amount", default="Amount")
    column_credit = fields.Char(
        string="Credits", help="When refunds and payments stand in a column apart."
    )
    column_currency = fields.Char(string="Original Currency")
    column_original = fields.Char(string="Original Amount")
    column_reference = fields.Char(string="Reference")
    date_format = fields.Selection(
        [
            ("month_first", "Month first (03/31/2026)"),
            ("day_first", "Day first (31/03/2026)"),
            ("iso", "Year first (2026-03-31)"),
        ],
        required=True,
        default="month_first",
    )
    charges_are_negative = fields.Boolean(
        help="Tick when the bank writes purchases with a minus.",
    )

    _sql_constraints = [
        (
            "digits_once",
            "UNIQUE(company_id, last_four, employee_id)",
            "This holder already has a card with these digits.",
        ),
        ("days_positive", "CHECK(match_days >= 0)", "Days cannot be negative."),
    ]

    @api.constrains("last_four")
    def _check_last_four(self):
        for card in self:
            if not re.fullmatch(r"\d{4}", card.last_four or ""):
                raise ValidationError(
                    self.env._("Enter the last four digits of the card, only those.")
                )

    @api.depends("name", "last_four")
    def _compute_display_name(self):
        for card in self:
            card.display_name = f"{card.name} •{card.last_four}"

    @api.depends("journal_id", "liability_account_id")
    def _compute_payment_method_line_id(self):
        for card in self:
            methods = card.journal_id.outbound_payment_method_line_ids
            card.payment_method_line_id = methods.filtered(
                lambda method, card=card: (
                    method.payment_account_id == card.liability_account_id
                )
            )[:1]

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        cards._prepare_journal()
        return cards

    def write(self, vals):
        done = super().write(vals)
        if {"journal_id", "liability_account_id"} & vals.keys():
            self._prepare_journal()
        return done

    def _prepare_journal(self):
        """Give the card a journal whose payments credit its liability at once.

        Without an account on the method Odoo would credit the outstanding account of
        the company, and the card's balance would never be the statement's.
        """
        for card in self:
            if not card.journal_id:
                card.journal_id = self.env["account.journal"].create(
                    {
                        "name": card.display_name,
                        "code": f"C{card.last_four}",
                        "type": "credit",
                        "company_id": card.company_id.id,
                        "default_account_id": card.liability_account_id.id,
                    }
                )
            methods = card.journal_id.outbound_payment_method_line_ids
            if not methods:
                raise UserError(
                    self.env._(
                        "The journal %(journal)s has no outgoing payment method.",
                        journal=card.journal_id.display_name,
                    )
                )
            taken = methods.filtered("payment_account_id")
            if card.liability_account_id not in taken.payment_account_id:
                free = methods - taken
                if not free:
                    raise UserError(
                        self.env._(
                            "The payment methods of %(journal)s are booked on other "
                            "accounts. Leave the journal empty to get one of its own.",
                            journal=card.journal_id.display_name,
                        )
                    )
                free[0].payment_account_id = card.liability_account_id

    def _mapping(self):
        """How rows of the card's files are read, as tools.statement_row wants it."""
        self.ensure_one()
        names = (
            "date",
            "posted",
            "description",
            "merchant",
            "amount",
            "credit",
            "currency",
            "original",
            "reference",
        )
        columns = {name: (self[f"column_{name}"] or "").strip() for name in names}
        return {
            **columns,
            "date_format": self.date_format,
            "charges_are_negative": self.charges_are_negative,
        }

    def action_open_statements(self):
        """The statements of the card."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "ipai.card.statement",
            "view_mode": "list,kanban,form",
            "domain": [("card_id", "=", self.id)],
            "context": {"default_card_id": self.id},
        }
