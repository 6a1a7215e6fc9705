# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo.tests import tagged
from odoo.tools import SQL

from .common import BooksCase


@tagged("post_install", "-at_install")
class TestLedger(BooksCase):
    """The sums of the ledger against independent readings of the same books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat = cls.make_tax("vat", "sale", 12, "sale_vatable", sequence=5)
        cls.excise = cls.make_tax(
            "excise", "sale", 10, "outside", include_base_amount=True, sequence=1
        )
        cls.goods = cls.make_tax("goods", "purchase", 12, "purchase_goods")
        cls.ewt = cls.make_tax("ewt", "purchase", -2, "withholding_expanded")
        cls.period = (
            cls.company.sudo(),
            cls.day("2026-07-01"),
            cls.day("2026-09-30"),
        )

    def ledger(self):
        return self.env["ipai.bir.ledger"]

    def amounts(self, **recipes):
        return self.ledger().amounts(self.period, recipes)

    def test_agrees_with_the_tax_details_of_account(self):
        """The mapping of base to tax lines of account gives the same sums."""
        for number in range(6):
            kind = ("out_invoice", "out_refund", "in_invoice", "in_refund")[number % 4]
            taxes = [self.vat] if kind.startswith("out") else [self.goods, self.ewt]
            lines = [(100.1 + number, taxes), (33.33, taxes[:1])]
            self.post(kind, f"2026-07-{number + 1:02d}", lines)
        self.post("out_invoice", "2026-08-01", [(1000, [self.excise, self.vat])])
        domain = self.ledger().period_domain(*self.period)
        details = self.env["account.move.line"]._get_query_tax_details_from_domain(
            domain
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT tax_id, SUM(base_amount)::text, SUM(tax_amount)::text"
                " FROM (%s) AS details GROUP BY tax_id",
                details,
            )
        )
        for tax_id, base, amount in rows:
            tax = self.env["account.tax"].browse(tax_id)
            with self.subTest(tax.name):
                found = self.amounts(base=("tax_base", tax), tax=("tax_amount", tax))
                self.assertEqual(found["base"][0], Decimal(base))
                self.assertEqual(found["tax"][0], Decimal(amount))
        self.assertEqual(len(rows), 4)

    def test_a_tax_on_a_tax_has_it_in_its_base(self):
        self.post("out_invoice", "2026-08-01", [(1000, [self.excise, self.vat])])
        found = self.amounts(base=("tax_base", self.vat), tax=("tax_amount", self.vat))
        self.assertEqual(found["base"][0], Decimal("-1100.00"))
        self.assertEqual(found["tax"][0], Decimal("-132.00"))

    def test_groups_of_taxes_count_for_their_members(self):
        group = self.env["account.tax"].create(
            {
                "name": "goods less ewt",
                "type_tax_use": "purchase",
                "amount_type": "group",
                "company_id": self.company.id,
                "country_id": self.company.country_id.id,
                "children_tax_ids": [(6, 0, (self.goods | self.ewt).ids)],
            }
        )
        self.post("in_invoice", "2026-08-01", [(500, [group])])
        found = self.amounts(
            goods=("tax_base", self.goods),
            input=("tax_amount", self.goods),
            income=("tax_base", self.ewt),
            withheld=("tax_amount", self.ewt),
        )
        self.assertEqual(
            {name: balance for name, (balance, _count) in found.items()},
            {
                "goods": Decimal("500.00"),
                "input": Decimal("60.00"),
                "income": Decimal("500.00"),
                "withheld": Decimal("-10.00"),
            },
        )
        self.assertEqual(
            self.env["account.tax"]._ipai_unclassified(self.company), group.browse()
        )
        self.goods.ipai_tax_class = False
        self.assertEqual(self.ledger().used(self.period, self.goods), {self.goods: 1})

    def test_a_tax_line_without_a_base_counts(self):
        """A correction of the tax account alone, as accountants book them."""
        repartition = self.vat.invoice_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        )
        self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-08-08",
                "journal_id": self.books["general"].id,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "account_id": self.books["output"].id,
                            "balance": -12.34,
                            "tax_line_id": self.vat.id,
                            "tax_repartition_line_id": repartition.id,
                        },
                    ),
                    (0, 0, {"account_id": self.books["expense"].id, "balance": 12.34}),
                ],
            }
        ).action_post()
        found = self.amounts(tax=("tax_amount", self.vat))
        self.assertEqual(found, {"tax": (Decimal("-12.34"), 1)})

    def test_tax_withheld_on_payment_counts_with_the_payment(self):
        """On 19.0 the invoice carries such a tax too, but owes nothing by it."""
        field = "is_withholding_tax_on_payment"
        known = field in self.env["account.tax"]._fields
        values = {field: True} if known else {}
        withheld = self.make_tax(
            "gov", "sale", -5, "withholding_vat_received", **values
        )
        invoice = self.post("out_invoice", "2026-08-01", [(400, [self.vat, withheld])])
        if not invoice.line_ids.filtered("tax_line_id").tax_line_id - self.vat:
            self._withhold_on_payment(withheld, 400)
        record = self.make_return()
        record.action_compute()
        rows = record.row_ids.filtered(lambda row: row.part_id.code == "S3")
        self.assertEqual(len(rows), 1)
        self.assertEqual((rows.values["C"], rows.values["D"]), ("400.00", "20.00"))
        lines = self.lines_behind(rows.action_open_lines())
        self.assertEqual(sum(lines.mapped("balance")), 20)
        self.assertEqual(record.amount("16"), Decimal("20.00"))

    def _withhold_on_payment(self, tax, base):
        """The entry a payment of 19.0 makes: base, its counterpart and the tax."""
        repartition = tax.invoice_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        )
        partner = self.books["partner"].id
        income, bank = self.books["income"].id, self.books["bank"].id
        amount = base * 0.05
        items = [
            {"account_id": income, "balance": base},
            {"account_id": income, "balance": -base, "tax_ids": [(6, 0, tax.ids)]},
            {
                "account_id": self.books["input"].id,
                "balance": amount,
                "tax_line_id": tax.id,
                "tax_repartition_line_id": repartition.id,
            },
            {"account_id": bank, "balance": -amount},
        ]
        self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-08-20",
                "journal_id": self.books["general"].id,
                "line_ids": [(0, 0, {"partner_id": partner, **item}) for item in items],
            }
        ).action_post()

    def test_accounts_of_a_type(self):
        self.post("out_invoice", "2026-07-01", [(100, [self.vat])])
        self.post("out_refund", "2026-07-02", [(30.25, [self.vat])])
        self.post("out_invoice", "2026-10-01", [(7, [self.vat])])
        self.post("in_invoice", "2026-07-02", [(40, [])])
        found = self.ledger().accounts(self.period, ["income", "expense"])
        income, expense = self.books["income"], self.books["expense"]
        self.assertEqual(
            found,
            {income.id: (Decimal("-69.75"), 2), expense.id: (Decimal("40.00"), 1)},
        )
        domain = [
            *self.ledger().period_domain(*self.period),
            *self.ledger().accounts_domain(["income"]),
        ]
        lines = self.env["account.move.line"].search(domain)
        self.assertEqual(sum(lines.mapped("balance")), -69.75)
        self.assertEqual(self.ledger().accounts(self.period, []), {})

    def test_an_item_with_two_taxes_of_a_recipe_counts_once(self):
        other = self.make_tax("services", "purchase", 12, "purchase_services")
        third = self.make_tax("capital", "purchase", 5, "purchase_capital_goods")
        taxes = self.goods | other | third
        self.post("in_invoice", "2026-07-05", [(1000, taxes), (50, [other])])
        found = self.amounts(base=("tax_base", taxes), tax=("tax_amount", taxes))
        self.assertEqual(
            found, {"base": (Decimal("1050.00"), 2), "tax": (Decimal("296.00"), 3)}
        )
        record = self.make_return()
        record.action_compute()
        self.assertEqual(record.amount("44A"), Decimal("1050.00"))
        self.assertEqual(len(self.lines_behind(record.action_open_lines("44A"))), 2)

    def test_input_tax_that_is_a_cost_is_no_claim(self):
        """Booked into the item (no account of its own) or on an account of expenses."""
        into_cost = self.make_tax("into cost", "purchase", 12, "purchase_goods")
        expensed = self.make_tax("expensed", "purchase", 12, "purchase_services")
        self.tax_parts(into_cost).account_id = False
        self.tax_parts(expensed).account_id = self.books["expense"]
        taxes = self.goods | into_cost | expensed
        lines = [(10 * number, tax) for number, tax in enumerate(taxes, 1)]
        self.post("in_invoice", "2026-07-05", lines)
        found = self.amounts(base=("tax_base", taxes), tax=("tax_amount", taxes))
        self.assertEqual(
            found, {"base": (Decimal("60.00"), 3), "tax": (Decimal("1.20"), 1)}
        )
        rows = self.ledger().by_partner(self.period, taxes)
        self.assertEqual(sum(row["tax"] for row in rows), Decimal("1.20"))
        domain = [
            *self.ledger().period_domain(*self.period),
            *self.ledger().lines_domain("tax_amount", taxes),
        ]
        lines = self.env["account.move.line"].search(domain)
        self.assertEqual(lines.mapped("balance"), [1.2])

    def tax_parts(self, tax):
        return tax.repartition_line_ids.filtered(
            lambda share: share.repartition_type == "tax"
        )

    def test_one_computation_reads_the_books_once(self):
        """Boxes, schedules and lists take from the same two statements."""
        self.post("out_invoice", "2026-07-01", [(100, [self.vat])])
        record = self.make_return()
        scans = []
        ledger = type(self.env["ipai.bir.ledger"])
        scan = ledger._scan

        def counted(model, *arguments):
            scans.append(arguments)
            return scan(model, *arguments)

        self.patch(ledger, "_scan", counted)
        record.action_compute()
        self.assertEqual(len(scans), 1)
        self.assertEqual(record.amount("31A"), Decimal("100.00"))
        self.post("out_invoice", "2026-07-02", [(11, [self.vat])])
        record.action_compute()
        self.assertEqual(record.amount("31A"), Decimal("111.00"))
