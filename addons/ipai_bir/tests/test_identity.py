# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, TransactionCase, tagged

from ..tools import tin


@tagged("post_install", "-at_install")
class TestTin(BaseCase):
    def test_forms_of_writing(self):
        for text, parsed in {
            "123-456-789-00001": ("123456789", "00001"),
            "123-456-789-012": ("123456789", "00012"),
            "123 456 789 0012": ("123456789", "00012"),
            "123456789": ("123456789", "00000"),
            "12345678900001": ("123456789", "00001"),
            " 123-456-789 ": ("123456789", "00000"),
            "123-456-78": None,
            "123-456-789-01": None,
            "123-456-789-000011": None,
            "PH123456789": None,
            "": None,
            None: None,
            "١٢٣-456-789": None,
        }.items():
            self.assertEqual(tin.parse(text), parsed, text)

    def test_written(self):
        self.assertEqual(tin.written("123456789"), "123-456-789-00000")
        self.assertEqual(tin.written("123456789", "00012"), "123-456-789-00012")
        self.assertEqual(tin.written(None), "")


@tagged("post_install", "-at_install")
class TestIdentity(TransactionCase):
    def make(self, **values):
        return self.env["res.partner"].create(
            {"country_id": self.env.ref("base.ph").id, **values}
        )

    def test_company_with_branch_and_its_contact(self):
        company = self.make(
            name="Acacia Supply Corp",
            is_company=True,
            vat="123-456-789-012",
            street="1 Rizal St",
            street2="Kapitolyo",
            city="Pasig City",
            zip="1600",
        )
        contact = self.make(name="Ana Cruz", parent_id=company.id, type="contact")
        for partner in (company, contact):
            self.assertEqual(
                partner._ipai_identity(),
                {
                    "tin": "123456789",
                    "branch": "00012",
                    "company_name": "Acacia Supply Corp",
                    "last_name": "",
                    "first_name": "",
                    "middle_name": "",
                    "address_1": "1 Rizal St, Kapitolyo",
                    "address_2": "Pasig City",
                    "zip": "1600",
                },
            )

    def test_person_by_its_parts(self):
        person = self.make(
            name="Juan Reyes Cruz",
            last_name="Cruz",
            first_name="Juan",
            middle_name="Reyes",
            vat="456-789-123",
        )
        identity = person._ipai_identity()
        names = ("company_name", "last_name", "first_name", "middle_name")
        self.assertEqual(
            [identity[name] for name in names], ["", "Cruz", "Juan", "Reyes"]
        )
        person.is_company = True
        self.assertEqual(person._ipai_identity()["company_name"], "Juan Reyes Cruz")

    def test_unknown_stays_unknown_and_names_are_not_split(self):
        identity = self.make(name="Juan Reyes Cruz")._ipai_identity()
        self.assertIsNone(identity["tin"])
        self.assertEqual(identity["branch"], "00000")
        self.assertEqual(identity["company_name"], "Juan Reyes Cruz")
        self.assertEqual(identity["last_name"], "")
        self.assertEqual(identity["zip"], "")
