# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""For whatever somebody books: the boxes are what the accounts of the taxes say."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from .common import BooksCase

BOUNDED = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
SALES = ("vatable", "government", "zero", "on_payment")
PURCHASES = ("goods", "services", "abroad", "goods_ewt", "services_ewt", "exempt")
MONTHS = ("2026-06", "2026-07", "2026-08", "2026-09", "2026-10")


@st.composite
def documents(draw):
    """One invoice, bill or credit note with what happens to it afterwards."""
    is_sale = draw(st.booleans())
    kinds = SALES if is_sale else PURCHASES
    return {
        "type": ("out" if is_sale else "in")
        + draw(st.sampled_from(("_invoice", "_refund"))),
        "date": f"{draw(st.sampled_from(MONTHS))}-{draw(st.integers(1, 28)):02d}",
        "lines": draw(
            st.lists(
                st.tuples(
                    st.integers(1, 5_000_000).map(lambda cents: cents / 100),
                    st.sampled_from(kinds),
                ),
                min_size=1,
                max_size=3,
            )
        ),
        "place": draw(st.sampled_from(("head", "branch"))),
        "currency": draw(st.sampled_from(("PHP", "USD"))),
        "then": draw(
            st.sampled_from(("nothing", "reverse", "re-date", "amend", "pay part"))
        ),
        "amount": draw(st.integers(1, 5_000_000)) / 100,
        "on": f"{draw(st.sampled_from(MONTHS))}-{draw(st.integers(1, 28)):02d}",
    }


@tagged("post_install", "-at_install")
class TestLedgerProperties(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"ipai_taxpayer_class": "medium"})
        cls.usd = cls.env.ref("base.USD")
        cls.usd.active = True
        cls.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "currency_id": cls.usd.id,
                "company_id": cls.company.id,
                "inverse_company_rate": 57.1234,
            }
        )
        cls.branch = cls.make_company("Cebu branch", "123-456-789-00001", cls.company)
        cls.journals = {
            ("head", "out"): cls.books["sale"],
            ("head", "in"): cls.books["purchase"],
            ("branch", "out"): cls.branch_journal("sale", "income"),
            ("branch", "in"): cls.branch_journal("purchase", "expense"),
        }
        for company in (cls.company, cls.branch):
            cls.make_later_journals(company)
        cls.books["withheld"] = cls.account("253000", "withheld", "liability_current")
        cls.books["owed"] = cls.account("254000", "owed abroad", "liability_current")
        cls.kinds = cls.make_kinds()

    @classmethod
    def make_later_journals(cls, company):
        """What Odoo books by itself: tax on payment, differences of rates."""
        fields = ("tax_cash_basis_journal_id", "currency_exchange_journal_id")
        for number, field in enumerate(fields):
            company[field] = cls.env["account.journal"].create(
                {
                    "name": field,
                    "code": f"X{number}",
                    "type": "general",
                    "company_id": company.id,
                }
            )
        company.write(
            {
                "tax_exigibility": True,
                "income_currency_exchange_account_id": cls.books["income"].id,
                "expense_currency_exchange_account_id": cls.books["expense"].id,
            }
        )

    @classmethod
    def account(cls, code, name, kind):
        return cls.env["account.account"].create(
            {
                "code": code,
                "name": name,
                "account_type": kind,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )

    @classmethod
    def branch_journal(cls, kind, account):
        cls.books["partner"].with_company(cls.branch).write(
            {
                "property_account_receivable_id": cls.books["receivable"].id,
                "property_account_payable_id": cls.books["payable"].id,
            }
        )
        return cls.env["account.journal"].create(
            {
                "name": kind,
                "code": f"B{kind[:4].upper()}",
                "type": kind,
                "company_id": cls.branch.id,
                "default_account_id": cls.books[account].id,
            }
        )

    @classmethod
    def make_kinds(cls):
        """{kind of line: its taxes}."""
        make = cls.make_tax
        vat = make("vat", "sale", 12, "sale_vatable")
        gov = make("gov", "sale", 12, "sale_government")
        zero = make("zero", "sale", 0, "sale_zero_rated")
        later = make("later", "sale", 12, "sale_vatable", tax_exigibility="on_payment")
        goods = make("goods", "purchase", 12, "purchase_goods")
        services = make("services", "purchase", 12, "purchase_services")
        exempt = make("exempt", "purchase", 0, "purchase_no_input_tax")
        ewt = make("ewt", "purchase", -2, "withholding_expanded", l10n_ph_atc="WC160")
        for share in ewt.repartition_line_ids.filtered("account_id"):
            share.account_id = cls.books["withheld"]
        abroad = make(
            "abroad",
            "purchase",
            12,
            "purchase_nonresident_services",
            factors=(100, -100),
        )
        for share in abroad.repartition_line_ids.filtered(
            lambda s: s.factor_percent < 0
        ):
            share.account_id = cls.books["owed"]
        return {
            "vatable": vat,
            "government": gov,
            "zero": zero,
            "on_payment": later,
            "goods": goods,
            "services": services,
            "exempt": exempt,
            "abroad": abroad,
            "goods_ewt": goods | ewt,
            "services_ewt": services | ewt,
        }

    def book(self, document):
        journal = self.journals[document["place"], document["type"].split("_")[0]]
        move = (
            self.env["account.move"]
            .with_company(journal.company_id)
            .create(
                {
                    "move_type": document["type"],
                    "partner_id": self.books["partner"].id,
                    "invoice_date": document["date"],
                    "date": document["date"],
                    "journal_id": journal.id,
                    "currency_id": self.env.ref(f"base.{document['currency']}").id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": kind,
                                "quantity": 1,
                                "price_unit": amount,
                                "account_id": journal.default_account_id.id,
                                "tax_ids": [Command.set(self.kinds[kind].ids)],
                            }
                        )
                        for amount, kind in document["lines"]
                    ],
                }
            )
        )
        move.action_post()
        return move

    def follow(self, document, move):
        """Reverse it, date it anew, change an amount, or pay a part of it."""
        if document["then"] == "reverse":
            move._reverse_moves(
                [{"date": document["on"], "invoice_date": document["on"]}]
            ).action_post()
        elif document["then"] == "re-date":
            move.button_draft()
            move.write(
                {
                    "name": False,
                    "date": document["on"],
                    "invoice_date": document["on"],
                }
            )
            move.action_post()
        elif document["then"] == "amend":
            move.button_draft()
            move.invoice_line_ids[0].price_unit = document["amount"]
            move.action_post()
        elif document["then"] == "pay part" and document["currency"] == "PHP":
            if document["place"] == "head":
                half = round(abs(move.amount_total_signed) / 2, 2)
                if half:
                    self.pay(move, document["on"], half)

    def held(self, name):
        """What the account moved by in the quarter, as the database adds it up."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT COALESCE(SUM(balance), 0)::text FROM account_move_line
                WHERE account_id = %s AND parent_state = 'posted'
                  AND date BETWEEN '2026-07-01' AND '2026-09-30'""",
            [self.books[name].id],
        )
        return Decimal(self.env.cr.fetchone()[0])

    def computed(self, form):
        record = self.make_return(form_code=form)
        record.action_compute()
        return record

    def assert_agrees(self, sum_up=False):
        if sum_up:
            self.env["ipai.bir.ledger"]._sum_up()
        vat, ewt = self.computed("2550Q"), self.computed("1601-EQ")
        self.assertEqual(-vat.amount("31B"), self.held("output"))
        claimed = vat.amount("44B") + vat.amount("45B") + vat.amount("46B")
        self.assertEqual(claimed, self.held("input"))
        self.assertEqual(-ewt.amount("19"), self.held("withheld"))
        for record in (vat, ewt):
            self.assertFalse(
                record.check_ids.filtered(lambda c: c.code in ("ledger", "unplaced"))
            )
            for box in record.box_ids.filtered("line_domain"):
                lines = self.env["account.move.line"].search(box.line_domain)
                total = sum((Decimal(str(x)) for x in lines.mapped("balance")), 0)
                self.assertEqual(
                    box.box_id._sign() * Decimal(f"{total:.2f}"), box._decimal()
                )
        return vat, ewt

    @BOUNDED
    @given(
        st.lists(documents(), min_size=1, max_size=5),
        st.tuples(st.booleans(), st.booleans()),
    )
    def test_boxes_equal_the_accounts_of_the_taxes(self, booked, sum_up):
        with self.env.cr.savepoint() as savepoint:
            moves = [self.book(document) for document in booked]
            vat, ewt = self.assert_agrees(sum_up[0])
            for document, move in zip(booked, moves, strict=True):
                self.follow(document, move)
            (vat | ewt).action_draft()
            (vat | ewt).unlink()
            # the sums of before are there, of days that were changed since, too
            self.assert_agrees(sum_up[1])
            savepoint.close(rollback=True)
        self.env.invalidate_all()
