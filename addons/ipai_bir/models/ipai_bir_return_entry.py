# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

SETTLED = (
    "vat",
    "withholding_expanded",
    "withholding_final",
    "withholding_compensation",
    "vat_withheld",
)


class IpaiBirReturnEntry(models.Model):
    """The closing entry and the payment of a return, proposed as drafts."""

    _inherit = "ipai.bir.return"

    entry_ids = fields.One2many(
        "account.move", "ipai_bir_return_id", string="Entries", readonly=True
    )
    entry_count = fields.Integer(compute="_compute_entry_count")
    may_propose_entries = fields.Boolean(compute="_compute_may_propose_entries")

    @api.depends("entry_ids.state")
    def _compute_entry_count(self):
        counted = dict(
            self.env["account.move"]
            .sudo()
            ._read_group(
                [("ipai_bir_return_id", "in", self.ids), ("state", "!=", "cancel")],
                ["ipai_bir_return_id"],
                ["__count"],
            )
        )
        for record in self:
            record.entry_count = counted.get(record._origin, 0)

    @api.depends("state", "form_id.tax_type")
    @api.depends_context("uid")
    def _compute_may_propose_entries(self):
        may = self.env["account.move"].has_access("create")
        for record in self:
            settled = record.form_id.tax_type in SETTLED
            record.may_propose_entries = may and settled and record.state != "draft"

    def action_propose_entries(self):
        """Draft what settles the return, or open what was drafted before.

        A VAT return gets an entry that closes output and input tax into the VAT
        payable, and a payment; a withholding return a payment that clears the
        accounts of the tax withheld. Nothing is posted.

        :raises RedirectWarning: naming the account that is not set on the company
        """
        self.ensure_one()
        entries = self._live_entries()
        if not entries:
            self._refuse_entries()
            entries = self.env["account.move"].create(self._proposed_entries())
        return self._entries_action(entries)

    def action_open_entries(self):
        """Open the entries that settle the return."""
        self.ensure_one()
        return self._entries_action(self._live_entries())

    def _live_entries(self):
        return self.entry_ids.filtered(lambda move: move.state != "cancel")

    def _refuse_entries(self):
        if self.form_id.tax_type not in SETTLED:
            raise UserError(
                self.env._(
                    "Entries are proposed for VAT and withholding returns only: the "
                    "tax of %s is booked by its own entry.",
                    self.form_id.code,
                )
            )
        if self.state == "draft":
            raise UserError(self.env._("Compute %s first.", self.name))
        payable = self.amount(self.edition_id.payable_box)
        if payable <= 0 and self.form_id.tax_type != "vat":
            raise UserError(
                self.env._(
                    "%(name)s leaves nothing to pay (%(amount)s): nothing is to be "
                    "booked. An over-remittance stays in the account of the tax "
                    "withheld.",
                    name=self.name,
                    amount=f"{payable:,.2f}",
                )
            )

    def _proposed_entries(self):
        """Values of the entries to draft."""
        payable = self.amount(self.edition_id.payable_box)
        lines = self._settlement_lines()
        if self.form_id.tax_type != "vat":
            return [self._payment_vals([*lines, self._paid_line(payable)])]
        entries = [self._closing_vals(self._closing_lines(lines, payable))]
        if payable > 0:
            due = {
                "account": self._payable_account(),
                "name": self.name,
                "balance": payable,
                "partner": self._bureau(),
            }
            entries.append(self._payment_vals([due, self._paid_line(payable)]))
        return [vals for vals in entries if vals["line_ids"]]

    def _closing_lines(self, lines, payable):
        """The lines of the settlement with what they leave: a payable or an excess."""
        lines = list(lines)
        if payable > 0:
            lines.append(
                {
                    "account": self._payable_account(),
                    "name": self.name,
                    "balance": -payable,
                    "partner": self._bureau(),
                }
            )
        elif payable < 0:
            name = self.env._("Excess of %s", self.name)
            lines.append(
                {"account": self._carry_account(), "name": name, "balance": -payable}
            )
        return self._less_earlier(lines)

    def _less_earlier(self, lines):
        """Of an amended return, only what it changes in the entries before it."""
        earlier = self._amended_chain().entry_ids.filtered(
            lambda move: move.state != "cancel" and move.ipai_bir_entry == "closing"
        )
        if not earlier:
            return lines
        name = self.env._("Change by %s", self.name)
        changes = {}
        for line in lines:
            key = line["account"], line.get("partner")
            changes[key] = changes.get(key, Decimal(0)) + line["balance"]
        for item in earlier.line_ids:
            key = item.account_id, item.partner_id or None
            booked = Decimal(str(round(item.balance, 2)))
            changes[key] = changes.get(key, Decimal(0)) - booked
        return [
            {"account": account, "name": name, "balance": balance, "partner": partner}
            for (account, partner), balance in changes.items()
            if balance
        ]

    def _amended_chain(self):
        """The returns that this one amends, directly or not."""
        chain, earlier = self.browse(), self.amends_id
        while earlier:
            chain |= earlier
            earlier = earlier.amends_id
        return chain

    def _payable_account(self):
        return self.company_id._ipai_account("ipai_vat_payable_account_id")

    def _bureau(self):
        return self.company_id._ipai_account("ipai_bir_partner_id")

    def _paid_line(self, payable):
        journal = self.company_id._ipai_account("ipai_tax_payment_journal_id")
        methods = journal.outbound_payment_method_line_ids
        outstanding = methods.payment_account_id[:1]
        return {
            "account": outstanding or journal.default_account_id,
            "name": self.name,
            "balance": -payable,
            "partner": self._bureau(),
        }

    def _closing_vals(self, lines):
        journal = self.company_id._ipai_account("ipai_return_journal_id")
        return self._entry_vals("closing", journal, self.date_to, lines)

    def _payment_vals(self, lines):
        journal = self.company_id._ipai_account("ipai_tax_payment_journal_id")
        day = self.paid_on or fields.Date.context_today(self)
        return self._entry_vals("payment", journal, day, lines)

    def _entry_vals(self, kind, journal, day, lines):
        self._refuse_foreign_accounts(lines)
        kinds = dict(self.env["account.move"]._fields["ipai_bir_entry"].selection)
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "journal_id": journal.id,
            "date": day,
            "ref": f"{self.name}: {kinds[kind]}",
            "partner_id": self._bureau().id,
            "ipai_bir_return_id": self.id,
            "ipai_bir_entry": kind,
            "line_ids": [
                Command.create(self._line_vals(line))
                for line in lines
                if line["balance"]
            ],
        }

    def _line_vals(self, line):
        return {
            "account_id": line["account"].id,
            "name": line["name"],
            "partner_id": line["partner"].id if line.get("partner") else False,
            "currency_id": self.currency_id.id,
            "balance": float(line["balance"]),
            "amount_currency": float(line["balance"]),
            "tax_ids": [Command.clear()],
        }

    def _refuse_foreign_accounts(self, lines):
        """An entry of the head office cannot use accounts that only branches have."""
        usable = self.company_id.sudo().parent_ids
        foreign = {
            line["account"].display_name
            for line in lines
            if not line["account"].sudo().company_ids & usable
        }
        if foreign:
            raise UserError(
                self.env._(
                    "%(head)s has no access to accounts of its branches: %(accounts)s. "
                    "Book the branches' tax on accounts of the head office, or close "
                    "the return by hand.",
                    head=self.company_id.name,
                    accounts=", ".join(sorted(foreign)),
                )
            )

    def _entries_action(self, entries):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries of %s", self.name),
            "res_model": "account.move",
            "views": [
                (self.env.ref("account.view_move_tree").id, "list"),
                (False, "form"),
            ],
            "domain": [("id", "in", entries.ids)],
            "context": {"create": False, "default_move_type": "entry"},
        }
        if len(entries) == 1:
            action.update(res_id=entries.id, views=[(False, "form")])
        return action
