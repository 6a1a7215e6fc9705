# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import ReceiptCase, reading


@tagged("post_install", "-at_install")
class TestVendor(ReceiptCase):
    def _partner(self, name, vat=False, **values):
        return (
            self.env["res.partner"]
            .with_context(no_vat_validation=True)
            .create({"name": name, "vat": vat, "is_company": True, **values})
        )

    def _vendor(self, **values):
        expense = self._scan()
        expense._ipai_fill(reading(**values))
        return expense.vendor_id

    def test_the_tin_decides(self):
        self._partner("Bayani Hardware Corporation")
        partner = self._partner("BHC", "123456789000")
        self.assertEqual(self._vendor(), partner)
        self.assertEqual(self._vendor(vendor="Somebody Else"), partner)

    def test_the_clean_name_of_a_known_vendor_is_used(self):
        self._partner("Bayani Hardware", "123-456-789-000")
        expense = self._scan()
        expense._ipai_fill(reading(vendor="BAYAN1 HARDWRE"))
        self.assertEqual(expense.name, "Bayani Hardware OR-004512")

    def test_the_branch_decides_between_branches(self):
        head = self._partner("Head", "123-456-789-00000")
        branch = self._partner("Branch", "123-456-789-00012")
        self.assertEqual(self._vendor(), head)
        self.assertEqual(self._vendor(tin="123-456-789-00012"), branch)
        self.assertEqual(self._vendor(tin="123-456-789-00099"), head)

    def test_longer_numbers_do_not_match_by_accident(self):
        self._partner("Wrong", "0123-456-789-000")
        self._partner("Also wrong", "912345678900")
        right = self._partner("Right", "123.456.789")
        self.assertEqual(self._vendor(vendor="X"), right)

    def test_the_name_without_tin(self):
        partner = self._partner("Bayani Hardware Corp.")
        self.assertEqual(self._vendor(tin=None, tax=None), partner)

    def test_two_of_the_same_name_are_not_guessed(self):
        self._partner("Bayani Hardware Corp.")
        self._partner("BAYANI HARDWARE, INC.")
        self.assertFalse(self._vendor(tin=None, tax=None))

    def test_a_similar_name_is_another_vendor(self):
        self._partner("Bayani Hardware and Lumber")
        self.assertFalse(self._vendor(tin=None, tax=None))

    def test_a_vendor_misread_in_a_letter_is_found(self):
        partner = self._partner("Bayani Hardware Corp.", supplier_rank=3)
        self._partner("Bayan Hardwood", supplier_rank=9)
        for name in ("BAYAN1 HARDWARE", "BAYANI HARDWAPE CORP"):
            self.assertEqual(self._vendor(vendor=name, tin=None, tax=None), partner)
        self.assertEqual(self._vendor(vendor="BAYAN1 HARDWARE"), partner)
        partner.vat = "999-888-777-000"
        self.assertFalse(self._vendor(vendor="BAYAN1 HARDWARE"), "another taxpayer")

    def test_between_two_almost_alike_is_not_guessed(self):
        self._partner("Bayani Hardware 1", supplier_rank=3)
        self._partner("Bayani Hardware 2", supplier_rank=3)
        self.assertFalse(self._vendor(vendor="BAYANI HARDWARE", tin=None, tax=None))

    def test_a_sure_vendor_is_created_where_the_company_wants_it(self):
        self.assertFalse(self._vendor())
        self.company.ipai_creates_vendors = True
        vendor = self._vendor(receipt_number="OR-1")
        self.assertEqual(
            (vendor.name, vendor.vat, vendor.street),
            (
                "BAYANI HARDWARE CORPORATION",
                "123-456-789-00000",
                "14 Mabini Street, Quezon City",
            ),
        )
        self.assertEqual(self._vendor(receipt_number="OR-2"), vendor)
        for doubt in (
            {"tin": None},
            {"tin": "12-34"},
            {"confidence": {"vendor": 0.5}},
        ):
            unsure = {"vendor": "ALING NENA", "tin": "222-333-444-000", **doubt}
            self.assertFalse(self._vendor(**unsure))

    def test_a_vendor_of_another_company_is_not_used(self):
        other = self._create_company("Other")
        self._partner("Bayani Hardware", "123-456-789-000", company_id=other.id)
        self.assertFalse(self._vendor())

    def test_no_vendor_is_created_silently(self):
        partners = self.env["res.partner"].search_count([])
        self.assertFalse(self._vendor())
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_create_vendor(self):
        expense = self._scan().sudo()
        expense._ipai_fill(reading())
        expense.action_ipai_create_vendor()
        self.assertRecordValues(
            expense.vendor_id,
            [
                {
                    "name": "BAYANI HARDWARE CORPORATION",
                    "vat": "123-456-789-00000",
                    "street": "14 Mabini Street, Quezon City",
                    "is_company": True,
                    "supplier_rank": 1,
                    "country_id": self.country.id,
                }
            ],
        )
        again = self._scan()
        again._ipai_fill(reading(vendor="BAYANI"))
        self.assertEqual(again.vendor_id, expense.vendor_id)
