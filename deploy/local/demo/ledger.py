"""Invoices, bills, refunds, payments and entries of a plan, booked by Odoo's own methods."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from odoo import Command

from .company import Foundation
from .records import Document, Payment, Plan, Refund, Remittance

BATCH = 200
CENTAVO = Decimal("0.01")


class Ledger:
    """The moves of a plan, by the keys of their documents."""

    def __init__(self, base: Foundation):
        self.base = base
        self.env = base.env
        self.moves: dict[str, object] = {}
        self.journal = base.chart.journal("general")

    def book(self, plan: Plan) -> None:
        """Book entries and documents, then refunds, then the money."""
        self.book_entries(plan)
        for batch in chunks(plan.documents, BATCH):
            self.book_documents(batch)
            self.tell_planner()
        for refund in plan.refunds:
            self.book_refund(refund)
        self.book_payments(plan.documents)

    def tell_planner(self) -> None:
        """Have PostgreSQL count what this transaction wrote.

        Autovacuum counts what is committed, nothing, and queries are then planned for empty
        tables: minutes instead of seconds. Its own count also keeps it away until the end.
        """
        self.env.cr.execute("ANALYZE")

    def book_entries(self, plan: Plan) -> None:
        """The journal entries of the plan."""
        for entry in plan.entries:
            legs = [(self.base.chart.account(code), amount) for code, amount in entry.legs]
            self.post_entry(entry.on, entry.reference, legs)

    def post_entry(self, on: date, reference: str, legs: Iterable[tuple]) -> None:
        """Post one journal entry of accounts and signed balances (a debit is positive)."""
        lines = [
            {
                "name": reference,
                "account_id": account.id,
                "debit": float(max(amount, Decimal(0))),
                "credit": float(max(-amount, Decimal(0))),
            }
            for account, amount in legs
        ]
        self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.journal.id,
                "date": on,
                "ref": reference,
                "line_ids": [Command.create(line) for line in lines],
            }
        ).action_post()

    def remit(self, remittances: Iterable[Remittance]) -> None:
        """Pay from the bank what an account held."""
        for remittance in remittances:
            account = self.base.chart.account(remittance.account)
            [[balance]] = self.env["account.move.line"]._read_group(
                [
                    ("company_id", "=", self.base.company.id),
                    ("account_id", "=", account.id),
                    ("date", "<=", remittance.through),
                    ("parent_state", "=", "posted"),
                ],
                [],
                ["balance:sum"],
            )
            owed = -Decimal(f"{balance:.2f}")
            legs = [(account, owed), (self.base.chart.account("bank"), -owed)]
            self.post_entry(remittance.on, remittance.reference, legs)

    def book_documents(self, documents: Iterable[Document]) -> None:
        """Create a batch of invoices and bills and post those that are not drafts."""
        documents = list(documents)
        moves = self.env["account.move"].create([self.document_values(d) for d in documents])
        self.moves |= {d.key: move for d, move in zip(documents, moves, strict=True)}
        self.env["account.move"].union(
            *(self.moves[document.key] for document in documents if document.posted)
        ).action_post()

    def document_values(self, document: Document) -> dict:
        partner = self.base.parties[document.party]
        return {
            "move_type": document.kind,
            "partner_id": partner.id,
            "invoice_date": document.on,
            "date": document.on,
            "ref": document.reference or False,
            "currency_id": self.base.currencies[document.party].id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": self.base.items[line.item].id,
                        "name": f"{self.base.items[line.item].name}, {document.on:%B %Y}",
                        "quantity": 1,
                        "price_unit": float(line.amount),
                        "tax_ids": [Command.set(self.base.chart.taxes_of(line).ids)],
                    }
                )
                for line in document.lines
            ],
        }

    def book_refund(self, refund: Refund) -> None:
        """Reverse a document with Odoo's wizard, keep a share of its first line, and post it.

        Odoo sets a posted refund off against its document by itself.
        """
        move = self.moves[refund.document]
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"date": refund.on, "reason": refund.reason, "journal_id": move.journal_id.id})
        )
        wizard.refund_moves()
        credit = wizard.new_move_ids
        first, *others = credit.invoice_line_ids
        credit.write(
            {
                "auto_post": "no",
                "invoice_line_ids": [
                    Command.update(first.id, {"quantity": float(refund.share)}),
                    *(Command.delete(line.id) for line in others),
                ],
            }
        )
        credit.action_post()

    def book_payments(self, documents: Iterable[Document]) -> None:
        """Pay by day: what a day settles in full in one run, a part payment by itself."""
        due: dict[tuple, list[tuple[Document, Payment]]] = defaultdict(list)
        for document in documents:
            for payment in document.payments:
                currency = self.base.currencies[document.party].name
                due[payment.on, document.kind, currency].append((document, payment))
        for (on, _kind, _currency), payments in sorted(due.items(), key=lambda item: item[0]):
            together = self.env["account.move"]
            for document, payment in payments:
                move = self.moves[document.key]
                if payment.share != 1:
                    part = Decimal(str(move.amount_residual)) * payment.share
                    self.pay(move, on, amount=float(part.quantize(CENTAVO)))
                elif withholds_at_payment(move):
                    self.pay(move, on)
                else:
                    together |= move
            if together:
                self.pay(together, on)

    def pay(self, moves, on: date, **values) -> None:
        """Register payments with Odoo's wizard: one an invoice, for bills one a vendor."""
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create(
                {
                    "payment_date": on,
                    "journal_id": self.base.chart.bank.id,
                    "group_payment": len(moves) == 1 or moves[0].is_purchase_document(),
                    **values,
                }
            )
        )
        if "withholding_line_ids" in wizard._fields:
            for number, line in enumerate(wizard.withholding_line_ids, 1):
                line.name = f"{moves.name} certificate {number}"
        wizard.action_create_payments()


def withholds_at_payment(move) -> bool:
    """Whether the customer's payment, not the invoice, carries the tax withheld (Odoo 19)."""
    taxes = move.invoice_line_ids.tax_ids
    return "is_withholding_tax_on_payment" in taxes._fields and any(
        tax.is_withholding_tax_on_payment for tax in taxes
    )


def chunks(values: tuple, size: int) -> Iterator[tuple]:
    """The values in pieces of at most `size`."""
    return (values[start : start + size] for start in range(0, len(values), size))
