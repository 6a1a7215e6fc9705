# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class AccountMove(models.Model):
    """A journal entry; here, the one a cash advance is paid, settled or returned by."""

    _inherit = "account.move"

    ipai_advance_id = fields.Many2one(
        "ipai.expense.advance",
        string="Cash Advance",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    ipai_advance_step = fields.Selection(
        [
            ("payment", "Payment"),
            ("settlement", "Settlement"),
            ("return", "Return"),
            ("exchange", "Exchange Difference"),
        ],
        string="Step of the Advance",
        copy=False,
    )
    ipai_settled_move_id = fields.Many2one(
        "account.move",
        string="Settled Entry",
        copy=False,
        index="btree_not_null",
        help="The expenses' entry that this one settles against the advance.",
    )

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted.filtered("ipai_advance_id")._ipai_reconcile_advance()
        posted._ipai_propose_settlements()
        return posted

    def _ipai_reconcile_advance(self):
        """Pair the ledger of the advance, and the payable of the settled expenses."""
        for move in self.filtered(lambda move: move.state == "posted"):
            advance = move.ipai_advance_id
            ledger = advance.move_line_ids.filtered(
                lambda line: line.parent_state == "posted" and not line.reconciled
            )
            for account in ledger.account_id:
                ledger.filtered(
                    lambda line, account=account: line.account_id == account
                ).reconcile()
            advance._claim_exchange_differences()
            both = (move + move.ipai_settled_move_id).line_ids.filtered(
                lambda line: (
                    line.account_id.account_type == "liability_payable"
                    and line.parent_state == "posted"
                    and not line.reconciled
                )
            )
            if move.ipai_advance_step == "settlement" and len(both.move_id) > 1:
                both.reconcile()
            advance.sudo()._end_reminders()

    def _ipai_propose_settlements(self):
        """Draft the transfers that a posted expense or payment makes possible."""
        bills = self.sudo().filtered(
            lambda move: move.move_type in ("in_invoice", "in_receipt")
        )
        for bill in bills:
            for advance in bill.line_ids.expense_id.ipai_advance_id:
                advance._propose_settlements(bill)
        for payment in self.sudo().filtered(
            lambda move: move.ipai_advance_step == "payment"
        ):
            payment.ipai_advance_id._propose_settlements()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        reverses = super()._reverse_moves(default_values_list, cancel)
        for move, reverse in zip(self, reverses, strict=True):
            if move.ipai_advance_id:
                reverse.write(
                    {
                        "ipai_advance_id": move.ipai_advance_id.id,
                        "ipai_advance_step": move.ipai_advance_step,
                    }
                )
                account = move.line_ids.filtered("ipai_advance_id").account_id
                reverse.line_ids.filtered(
                    lambda line, account=account: line.account_id in account
                ).ipai_advance_id = move.ipai_advance_id
        return reverses
