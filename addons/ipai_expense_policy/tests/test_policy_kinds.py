# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from .common import TUESDAY, PolicySetup


@tagged("post_install", "-at_install")
class TestPolicyKinds(PolicySetup, TransactionCase):
    """Each kind of policy: what it finds, in which words, and what it leaves alone."""

    def test_amount(self):
        self._policy(name="Meals limit", limit_amount=800)
        self.assertEqual(
            self._texts(self._expense(1250)),
            ["Meals limit 800.00: 1,250.00, 450.00 over"],
        )
        self.assertFalse(self._texts(self._expense(800)))

    def test_day_counts_the_whole_day_of_an_employee(self):
        self._policy("day", name="Meals limit", limit_amount=800)
        first = self._expense(700)
        second = self._expense(550)
        self.assertFalse(self._texts(first))
        self.assertEqual(
            self._texts(second),
            ["Meals limit 800.00 per day: 1,250.00 on 3 Nov 2026, 450.00 over"],
        )
        self.assertFalse(self._texts(self._expense(700, date="2026-11-04")))
        self.assertFalse(self._texts(self._expense(700, employee_id=self.peer.id)))

    def test_day_follows_the_other_expenses_of_the_day(self):
        self._policy("day", name="Meals limit", limit_amount=800)
        first, second = self._expense(700), self._expense(550)
        self.assertTrue(second.sudo().ipai_breach_ids)
        first.total_amount_currency = 100
        self.assertFalse(second.sudo().ipai_breach_ids)
        first.total_amount_currency = 790
        self.assertIn("1,340.00", second.sudo().ipai_breach_ids.text)
        first.date = "2026-11-04"
        self.assertFalse(second.sudo().ipai_breach_ids)
        first.date = TUESDAY
        first.unlink()
        self.assertFalse(second.sudo().ipai_breach_ids)

    def test_month(self):
        self._policy("month", name="Month", limit_amount=1000)
        self._expense(900, date="2026-11-28")
        late = self._expense(200, date="2026-11-01")
        self.assertEqual(
            self._texts(late),
            ["Month 1,000.00 per month: 1,100.00 in November 2026, 100.00 over"],
        )
        self.assertFalse(self._texts(self._expense(900, date="2026-12-01")))

    def test_per_diem(self):
        self._policy("per_diem", name="Per diem", limit_amount=1500)
        self.assertEqual(
            self._texts(self._expense(2000)),
            ["Per diem 1,500.00 per day: 2,000.00 on 3 Nov 2026, 500.00 over"],
        )
        self.assertFalse(self._texts(self._expense(1500, date="2026-11-04")))

    def test_receipt(self):
        self._policy("receipt", name="Receipt", limit_amount=500)
        missing = self._expense(500.5, receipt=False)
        self.assertEqual(
            self._texts(missing), ["Receipt: 500.50 without a receipt (above 500.00)"]
        )
        self._add_receipt(missing)
        self.assertFalse(missing.sudo().ipai_breach_ids)
        missing.sudo().attachment_ids.unlink()
        self.assertTrue(missing.sudo().ipai_breach_ids)
        self.assertFalse(self._texts(self._expense(500, receipt=False)))

    def test_tin(self):
        self._policy("tin", name="TIN", limit_amount=1000)
        expense = self._expense(1000.01)
        self.assertEqual(
            self._texts(expense),
            ["TIN: 1,000.01 without the vendor's TIN (above 1,000.00)"],
        )
        expense.ipai_tin = "123-456-789-00000"
        self.assertFalse(self._texts(expense))

    def test_non_vat(self):
        self._policy("non_vat", name="No input VAT")
        expense = self._expense(
            ipai_vat_registered="NON-VAT", ipai_vendor_name="Aling Nena Store"
        )
        self.assertEqual(
            self._texts(expense),
            ["No input VAT: Aling Nena Store is not registered for VAT"],
        )
        expense.ipai_vat_registered = "VAT"
        self.assertFalse(self._texts(expense))

    def test_weekend_and_holidays(self):
        self._policy("weekend", name="Day off")
        self.assertEqual(
            self._texts(self._expense(date="2026-11-07")),
            ["Day off: 7 Nov 2026 is a Saturday"],
        )
        self.assertEqual(
            self._texts(self._expense(date="2026-11-30")),
            ["Day off: 30 Nov 2026 is Bonifacio Day"],
        )
        self.assertFalse(self._texts(self._expense(date=TUESDAY)))

    def test_a_day_the_company_is_closed(self):
        self._policy("weekend", name="Day off")
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Foundation day",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-11-03 00:00:00",
                "date_to": "2026-11-03 12:00:00",
            }
        )
        self.assertEqual(
            self._texts(self._expense()), ["Day off: 3 Nov 2026 is Foundation day"]
        )
        self.assertFalse(self._texts(self._expense(date="2026-11-04")))

    def test_items(self):
        self._policy("item", name="Alcohol", words="beer, wine\ncigar*, gin")
        bought = self._expense(
            ipai_line_ids=[
                (0, 0, {"description": "Grilled tilapia", "amount": 300}),
                (0, 0, {"description": "BEERS x2 330ml", "amount": 180}),
            ]
        )
        self.assertEqual(self._texts(bought), ["Alcohol: “BEERS x2 330ml”"])
        self.assertEqual(
            self._texts(self._expense(name="Cigarettes")), ["Alcohol: “Cigarettes”"]
        )
        for name in ("Ginger ale", "Root of the engine", "Swine feed"):
            self.assertFalse(self._texts(self._expense(name=name)), name)

    def test_items_of_a_receipt_whose_lines_were_not_parsed(self):
        self._policy("item", name="Alcohol", words="wine")
        expense = self._expense(
            ipai_reading={"lines": [{"text": "RED WINE 750ML  950.00"}]}
        )
        self.assertEqual(self._texts(expense), ["Alcohol: “RED WINE 750ML 950.00”"])

    def test_vendor(self):
        barred = self.env["res.partner"].create({"name": "Casino Uno"})
        self._policy("vendor", name="Barred", vendor_ids=[(6, 0, barred.ids)])
        self._policy("vendor", name="Karaoke", words="ktv")
        self.assertEqual(
            self._texts(self._expense(vendor_id=barred.id)), ["Barred: Casino Uno"]
        )
        self.assertEqual(
            self._texts(self._expense(ipai_vendor_name="STAR KTV BAR")),
            ["Karaoke: STAR KTV BAR"],
        )
        self.assertFalse(self._texts(self._expense(ipai_vendor_name="Star Cafe")))

    def test_category(self):
        self._policy("category", name="Barred", product_ids=[(6, 0, self.lodging.ids)])
        self.assertEqual(
            self._texts(self._expense(product_id=self.lodging.id)), ["Barred: Lodging"]
        )
        self.assertFalse(self._texts(self._expense()))

    @freeze_time("2027-01-03 04:00:00")
    def test_age(self):
        self._policy("age", name="Receipt age", days=60)
        self.assertEqual(
            self._texts(self._expense()),
            ["Receipt age 60 days: 3 Nov 2026 is 61 days ago"],
        )
        self.assertFalse(self._texts(self._expense(date="2026-11-04")))

    def test_duplicate(self):
        self._policy("duplicate", name="Duplicate")
        first = self._expense()
        second = self._expense(ipai_duplicate_ids=[(6, 0, first.ids)])
        self.assertEqual(self._texts(second), ["Duplicate: like Lunch (Maria Santos)"])
        second.ipai_duplicate_ids = False
        self.assertFalse(self._texts(second))

    def test_unsure(self):
        self._policy("unsure", name="Not compared yet")
        expense = self._expense(ipai_state="review", ipai_low_confidence="total,tin")
        self.assertEqual(
            self._texts(expense),
            ["Not compared yet: compare total, tin with the receipt"],
        )
        expense.action_ipai_confirm()
        self.assertFalse(self._texts(expense))

    def test_currency(self):
        self._policy("currency", name="Foreign currency")
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.assertEqual(
            self._texts(self._expense(currency_id=dollar.id)),
            ["Foreign currency: paid in USD"],
        )
        self.assertFalse(self._texts(self._expense()))

    def test_every_kind_has_its_method_and_its_sentence(self):
        policies = self.env["ipai.expense.policy"]
        for kind, _label in policies._fields["kind"].selection:
            policy = policies.new({"name": "Rule", "kind": kind})
            self.assertTrue(policy._usual_message(), kind)
            self.assertFalse(list(getattr(policies, f"_find_{kind}")(self._expense())))

    def test_a_message_of_one_s_own(self):
        self._policy(
            limit_amount=100,
            message="{employee} spent {amount} at {vendor}, not {limit}",
        )
        self.assertEqual(
            self._texts(self._expense(150, ipai_vendor_name="Cafe")),
            ["Maria Santos spent 150.00 at Cafe, not 100.00"],
        )

    def test_what_a_policy_needs(self):
        for kind, values, sentence in (
            ("amount", {}, "Enter the amount"),
            ("age", {}, "Enter the days"),
            ("item", {"words": " "}, "Enter the words"),
            ("vendor", {}, "Enter the vendors"),
            ("tin", {"message": "{tin}"}, "which no policy knows"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence):
                self._policy(kind, **values)
