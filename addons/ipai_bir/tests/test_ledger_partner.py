# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .common_expenses import ExpensesCase


@tagged("post_install", "-at_install")
class TestLedgerPartner(ExpensesCase):
    """What each partner's items add up to, and that the items are found again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ewt = cls.make_tax("ewt", "purchase", -2, "withholding_expanded")
        cls.abroad = cls.make_tax(
            "abroad",
            "purchase",
            12,
            "purchase_nonresident_services",
            factors=(100, -100),
        )
        cls.other = cls.make_partner("Narra Corp")
        cls.ledger = cls.env["ipai.bir.ledger"]
        cls.period = (
            cls.company.sudo(),
            cls.day("2026-07-01"),
            cls.day("2026-09-30"),
        )

    def found(self, taxes):
        """{(partner, tax, month): (base, tax, count)}, every domain checked."""
        rows = self.ledger.by_partner(self.period, taxes)
        for partner_id in {row["partner_id"] for row in rows}:
            mine = [row for row in rows if row["partner_id"] == partner_id]
            domain = self.ledger.lines_domain_for(self.period, taxes, partner_id)
            lines = self.env["account.move.line"].search(domain)
            self.assertTrue(lines)
            bases = lines.filtered("tax_ids").filtered(
                lambda line: line.tax_ids & self.ledger._with_groups(taxes)
            )
            made = (lines - bases) | lines.filtered("tax_line_id")
            for kind, some in (("base", bases), ("tax", made)):
                expected = sum(row[kind] for row in mine)
                if len(taxes) == 1:
                    total = sum(Decimal(str(x)) for x in some.mapped("balance"))
                    self.assertEqual(expected, total)
        return {
            (row["partner_id"], row["tax_id"], str(row["month"])): (
                row["base"],
                row["tax"],
                row["count"],
            )
            for row in rows
        }

    def test_partner_tax_and_month(self):
        acacia, narra = self.books["partner"], self.other
        self.post("in_invoice", "2026-07-05", [(1000, [self.goods, self.ewt])])
        self.post("in_invoice", "2026-07-31", [(500.55, [self.goods])])
        self.post("in_refund", "2026-08-01", [(100, [self.goods, self.ewt])])
        self.post("in_invoice", "2026-08-09", [(70, [self.goods])], partner=narra)
        self.post("in_invoice", "2026-10-01", [(9, [self.goods])], partner=narra)
        goods, ewt = self.goods.id, self.ewt.id
        self.assertEqual(
            self.found(self.goods | self.ewt),
            {
                (acacia.id, goods, "2026-07-01"): (
                    Decimal("1500.55"),
                    Decimal("180.07"),
                    4,
                ),
                (acacia.id, ewt, "2026-07-01"): (Decimal(1000), Decimal(-20), 2),
                (acacia.id, goods, "2026-08-01"): (Decimal(-100), Decimal(-12), 2),
                (acacia.id, ewt, "2026-08-01"): (Decimal(-100), Decimal(2), 2),
                (narra.id, goods, "2026-08-01"): (Decimal(70), Decimal("8.40"), 2),
            },
        )
        self.found(self.goods)
        self.assertEqual(self.ledger.by_partner(self.period, self.goods[:0]), [])

    def test_self_assessed_counts_what_is_owed_alone(self):
        self.post("in_invoice", "2026-07-05", [(1000, [self.abroad])])
        self.assertEqual(
            list(self.found(self.abroad).values()),
            [(Decimal(1000), Decimal(120), 2)],
        )

    def test_cash_basis_counts_with_the_payment(self):
        later = self.make_tax(
            "later", "purchase", 12, "purchase_goods", tax_exigibility="on_payment"
        )
        bill = self.post("in_invoice", "2026-07-05", [(1000, [later])])
        self.assertEqual(self.found(later), {})
        self.pay(bill, "2026-09-03", 560)
        key = (self.books["partner"].id, later.id, "2026-09-01")
        self.assertEqual(self.found(later), {key: (Decimal(500), Decimal(60), 2)})

    def test_a_group_and_its_member_count_once(self):
        group = self.env["account.tax"].create(
            {
                "name": "goods in a group",
                "type_tax_use": "purchase",
                "amount_type": "group",
                "company_id": self.company.id,
                "country_id": self.company.country_id.id,
                "children_tax_ids": [Command.set(self.goods.ids)],
            }
        )
        lines = [(500, [group]), (40, [self.goods]), (30, [group, self.goods])]
        self.post("in_invoice", "2026-07-05", lines)
        [(base, _tax, _count)] = self.found(self.goods).values()
        self.assertEqual(base, Decimal(570))

    def test_items_without_a_partner(self):
        bill = self.post("in_invoice", "2026-07-05", [(500, [self.goods])])
        self.env.cr.execute(
            "UPDATE account_move_line SET partner_id = NULL WHERE move_id = %s",
            [bill.id],
        )
        bill.line_ids.invalidate_recordset()
        [(partner_id, *_key)] = self.found(self.goods)
        self.assertIsNone(partner_id)

    def test_an_expense_counts_for_its_supplier(self):
        self._skip_without_expenses()
        bill = self.expense_bill(self.other, 560)
        self.post("in_invoice", "2026-07-05", [(1000, [self.goods])])
        employee = bill.partner_id.commercial_partner_id
        self.assertNotEqual(employee, self.other)
        found = self.found(self.goods)
        self.assertEqual(
            {key[0]: amounts for key, amounts in found.items()},
            {
                self.other.id: (Decimal(500), Decimal(60), 2),
                self.books["partner"].id: (Decimal(1000), Decimal(120), 2),
            },
        )
        domain = self.ledger.lines_domain_for(self.period, self.goods, employee.id)
        self.assertFalse(self.env["account.move.line"].search(domain))

    def test_an_expense_without_a_supplier_stays_with_the_employee(self):
        self._skip_without_expenses()
        bill = self.expense_bill(self.env["res.partner"], 560)
        [(partner_id, *_key)] = self.found(self.goods)
        self.assertEqual(partner_id, bill.partner_id.commercial_partner_id.id)
