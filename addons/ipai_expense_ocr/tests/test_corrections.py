# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .agent import AgentCase
from .common import reading


@tagged("post_install", "-at_install")
class TestCorrections(AgentCase):
    """What people set right is kept, once a field, and learned from."""

    def _filled(self, **values):
        expense = self._scan()
        self._fill(expense, reading(**values))
        return expense

    def _corrections(self, expense):
        rows = expense.sudo().ipai_correction_ids
        return {row.field: (row.read_value, row.right_value) for row in rows}

    def test_a_change_is_kept_with_the_latest_right_value(self):
        expense = self._filled(confidence={"total": 0.6})
        expense.total_amount_currency = 1121
        expense.total_amount_currency = 1122
        [row] = expense.sudo().ipai_correction_ids
        self.assertEqual(row.field, "total_amount_currency")
        self.assertIn("1,120.00", row.read_value)
        self.assertIn("1,122.00", row.right_value)
        self.assertEqual(row.confidence, 0.6)
        self.assertEqual(row.vendor_tin, "123-456-789-00000")
        self.assertEqual(row.vendor_name, "BAYANI HARDWARE CORPORATION")
        self.assertEqual(row.user_id, self.user)
        self.assertEqual(row.company_id, self.company)

    def test_putting_it_back_is_no_correction(self):
        expense = self._filled()
        expense.total_amount_currency = 1121
        expense.total_amount_currency = 1120
        self.assertFalse(self._corrections(expense))

    def test_what_was_not_read_and_is_typed_is_kept(self):
        expense = self._filled(tin=None, date=None)
        expense.write({"ipai_tin": "111-222-333-00000", "date": "2026-03-13"})
        self.assertEqual(
            self._corrections(expense),
            {"ipai_tin": (False, "111-222-333-00000"), "date": (False, "03/13/2026")},
        )

    def test_the_machine_corrects_nothing(self):
        expense = self._filled(total="1.00", tax=None)
        expense.action_ipai_read()
        self._fill(expense, reading())
        self.assertEqual(expense.total_amount_currency, 1120)
        self.assertFalse(self._corrections(expense))

    def test_a_description_is_no_value_of_the_receipt(self):
        expense = self._filled()
        expense.name = "Nails for the stage"
        self.assertFalse(self._corrections(expense))

    def test_creating_the_vendor_that_was_read_is_no_correction(self):
        self.user.groups_id += self.env.ref("base.group_partner_manager")
        expense = self._filled()
        expense.action_ipai_create_vendor()
        self.assertFalse(self._corrections(expense))

    def test_touch_free(self):
        touched, free = self._filled(), self._filled(receipt_number="OR-2")
        looked_at = self._filled(receipt_number="OR-3")
        touched.total_amount_currency = 1121
        for expense in (touched, looked_at, free):
            self.assertFalse(expense.ipai_is_touch_free)
            expense.sudo().ipai_posted_at = "2026-11-20 08:00:00"
        looked_at.sudo().ipai_confirmed_at = "2026-11-19 08:00:00"
        self.assertFalse(touched.ipai_is_touch_free)
        self.assertFalse(looked_at.ipai_is_touch_free)
        self.assertTrue(free.ipai_is_touch_free)

    def test_a_vendor_set_right_is_found_the_next_time(self):
        vendor = self.env["res.partner"].create({"name": "Bayani Tools Inc."})
        expense = self._filled(vendor="BAYAN1 HARDW4RE", tin=None)
        expense.vendor_id = vendor
        again = self._filled(vendor="BAYAN1 HARDW4RE", tin=None, receipt_number="OR-2")
        self.assertEqual(again.vendor_id, vendor)
        other = self._filled(vendor="BAYAN1 HARDW4RE", tin="999-888-777-00000")
        self.assertEqual(other.vendor_id, vendor)
        expense.ipai_tin = "111-222-333-00000"
        expense.vendor_id = False
        expense.vendor_id = vendor
        other = self._filled(vendor="BAYAN1 HARDW4RE", tin="999-888-777-00000")
        self.assertFalse(other.vendor_id)

    def test_a_name_set_right_is_used_the_next_time(self):
        expense = self._filled(vendor="BAYAN1 HARDW4RE")
        expense.ipai_vendor_name = "Bayani Hardware"
        again = self._filled(vendor="BAYAN1 HARDW4RE", receipt_number="OR-2")
        self.assertEqual(again.ipai_vendor_name, "Bayani Hardware")
        known = self.agent.ipai_agent_receipt(again.id)["known_vendors"]
        self.assertIn(
            {
                "id": None,
                "name": "Bayani Hardware",
                "tin": "123-456-789-00000",
                "aliases": ["BAYAN1 HARDW4RE"],
            },
            known,
        )
        vendor = self.env["res.partner"].create(
            {"name": "Bayani Tools Inc.", "supplier_rank": 1}
        )
        expense.vendor_id = vendor
        known = self.agent.ipai_agent_receipt(again.id)["known_vendors"]
        self.assertIn(
            {
                "id": vendor.id,
                "name": "Bayani Tools Inc.",
                "tin": None,
                "aliases": ["BAYAN1 HARDW4RE"],
            },
            known,
        )

    def test_corrections_stay_in_their_company(self):
        vendor = self.env["res.partner"].create({"name": "Bayani Tools Inc."})
        self._filled(vendor="BAYAN1 HARDW4RE", tin=None).vendor_id = vendor
        other = self._create_company("Other")
        self._create_employee("pedro.ramos", other)
        data = reading(vendor="BAYAN1 HARDW4RE", tin=None)
        file = {"name": "a.jpg", "content": "", "reading": data}
        [made] = self.agent.ipai_receive_receipts([file], "pedro.ramos")
        theirs = self.env["hr.expense"].sudo().browse(made["id"])
        self.assertEqual(theirs.company_id, other)
        self.assertFalse(theirs.vendor_id)


@tagged("post_install", "-at_install")
class TestMemory(AgentCase):
    """Which category a receipt belongs to: chosen, kept, learned per company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fuel = cls.product.copy({"name": "Fuel", "default_code": "FUEL"})
        cls.meals = cls.product.copy({"name": "Meals", "default_code": "MEAL"})

    def _filled(self, **values):
        expense = self._scan()
        self._fill(expense, reading(**values))
        return expense

    def _memory(self, company=None, after_id=0):
        company = company or self.company
        return self.agent.ipai_agent_memory(company.id, after_id, 100)

    def test_the_agent_chooses_a_category_with_its_reason(self):
        expense = self._filled()
        answer = self._classify(
            expense,
            self.fuel,
            reason="Petron → Fuel, 12 earlier",
            confidence=0.97,
            alternatives=[{"product_id": self.meals.id, "confidence": 0.02}],
        )
        self.assertEqual(answer, {"product_id": self.fuel.id, "kept_by_person": False})
        self.assertEqual(expense.product_id, self.fuel)
        self.assertEqual(expense.ipai_category_reason, "Petron → Fuel, 12 earlier")
        self.assertEqual(expense.ipai_category_confidence, 0.97)
        [other] = expense.ipai_category_alternatives
        self.assertEqual(other["product_id"], self.meals.id)
        self.assertIn("Meals", other["name"])
        self.assertEqual(expense.total_amount_currency, 1120)
        self.assertEqual(expense.tax_ids, self.vat)
        self.assertFalse(expense.sudo().ipai_correction_ids)

    def test_the_category_decides_which_tax_of_the_rate(self):
        services = self._create_tax("VAT 12% services", 12)
        self.meals.supplier_taxes_id = services
        expense = self._filled()
        self._classify(expense, self.meals)
        self.assertEqual(expense.tax_ids, services)
        self.assertTrue(expense._ipai_may_fill("tax_ids"))

    def test_a_person_s_category_stays(self):
        expense = self._filled()
        expense.product_id = self.meals
        answer = self._classify(expense, self.fuel)
        self.assertEqual(answer, {"product_id": self.meals.id, "kept_by_person": True})
        self.assertEqual(expense.product_id, self.meals)

    def test_classifying_twice_changes_nothing(self):
        expense = self._filled()
        first = self._classify(expense, self.fuel)
        self.assertEqual(self._classify(expense, self.fuel), first)

    def test_no_category_or_a_strange_one_leaves_what_is_there(self):
        expense = self._filled()
        strange = self.product.copy({"name": "Not for expenses"})
        strange.can_be_expensed = False
        for product in (strange, self.env["product.product"]):
            self._classify(expense, product)
            self.assertEqual(expense.product_id, self.product)

    def test_the_catalogue(self):
        mileage = self.product.copy({"name": "Kilometres"})
        mileage.with_company(self.company).standard_price = 12
        other = self._create_company("Other")
        theirs = self.product.copy({"name": "Theirs"})
        theirs.company_id = other
        expense = self._filled()
        catalogue = self.agent.ipai_agent_catalogue(expense.id)
        ids = [product["id"] for product in catalogue["products"]]
        self.assertEqual(set(ids), set((self.product | self.fuel | self.meals).ids))
        self.assertEqual(catalogue["default_id"], self.product.id)
        self.assertEqual(catalogue["company_id"], self.company.id)

    def test_a_correction_is_remembered_at_once(self):
        expense = self._filled()
        self._classify(expense, self.meals)
        self.assertFalse(self._memory())
        expense.product_id = self.fuel
        [row] = self._memory()
        self.assertEqual(row["product_id"], self.fuel.id)
        self.assertEqual(row["vendor"], "BAYANI HARDWARE CORPORATION")
        self.assertEqual(row["tin"], "123-456-789-00000")
        self.assertEqual(row["text"], "PORTLAND CEMENT 40KG")
        self.assertEqual(
            [c.field for c in expense.sudo().ipai_correction_ids], ["product_id"]
        )

    def test_deciding_again_replaces_the_row(self):
        expense = self._filled()
        expense.product_id = self.fuel
        [first] = self._memory()
        expense.product_id = self.meals
        [second] = self._memory()
        self.assertEqual(second["product_id"], self.meals.id)
        self.assertGreater(second["id"], first["id"])
        self.assertEqual(self._memory(after_id=first["id"]), [second])
        self.assertFalse(self._memory(after_id=second["id"]))

    def test_what_was_checked_or_approved_is_remembered(self):
        checked = self._filled(confidence={"total": 0.5})
        approved = self._filled(receipt_number="OR-2")
        waiting = self._filled(receipt_number="OR-3")
        checked.action_ipai_confirm()
        approved.sudo().state = "approved"
        rows = self.env["ipai.expense.memory"].browse(
            [row["id"] for row in self._memory()]
        )
        self.assertEqual(rows.expense_id, checked | approved)
        self.assertNotIn(waiting, rows.expense_id)

    def test_memory_stays_in_its_company(self):
        self._filled().product_id = self.fuel
        self.assertFalse(self._memory(self._create_company("Other")))
