# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests.common import BaseCase

from ..tools.cursor import BadCursor, Cursor
from ..tools.sensitive import refusal


class TestTools(BaseCase):
    def test_a_cursor_comes_back_as_it_was(self):
        cursor = Cursor("here", 2**40, 7, {"res_partner": "abc"}, {"res_partner": 12})
        self.assertEqual(Cursor.decode(cursor.encode()), cursor)

    def test_a_start_is_never_before_what_was_acknowledged(self):
        self.assertEqual(Cursor.start("here", 90, (70, 5)).position, (90, 0))
        self.assertEqual(Cursor.start("here", 90, (90, 5)).position, (90, 5))
        self.assertEqual(Cursor.start("here", 60, (70, 5)).position, (70, 5))

    def test_anything_else_is_refused(self):
        for text in (
            "",
            "x",
            "WzEsMl0=",
            "WzksImEiLDEsMSx7fSx7fV0=",
            "bnVsbA==",
            "\u2713",
        ):
            with self.assertRaises(BadCursor):
                Cursor.decode(text)

    def test_secrets_and_private_data_are_refused(self):
        for name in (
            "password",
            "access_token",
            "oauth_api_key",
            "private_street",
            "birthday",
            "ssnid",
            "passport_id",
            "identification_id",
            "spouse_birthdate",
            "bank_account_id",
            "emergency_contact",
            "pin",
            "children",
        ):
            self.assertEqual(refusal("hr.employee", name, "char"), "sensitive", name)

    def test_plain_names_are_not(self):
        for name in ("name", "opinion", "shipping_date", "children_tax_ids", "origin"):
            self.assertIsNone(refusal("hr.employee", name, "char"), name)

    def test_fields_of_closed_groups_are_refused(self):
        self.assertEqual(
            refusal("hr.employee", "notes", "text", "hr.group_hr_user"), "sensitive"
        )
        self.assertEqual(refusal("ipai.call", "hash", "char", "."), "sensitive")
        self.assertIsNone(
            refusal("product.product", "price", "float", "base.group_user")
        )

    def test_users_give_nothing_but_their_companies(self):
        self.assertIsNone(refusal("res.users", "company_ids", "many2many"))
        self.assertEqual(refusal("res.users", "login", "char"), "sensitive")

    def test_account_numbers_leave_masked_only(self):
        for name in ("acc_number", "account_number", "sanitized_acc_number"):
            self.assertEqual(refusal("res.partner.bank", name, "char"), "unmasked")

    def test_files_and_lists_are_no_columns(self):
        self.assertEqual(refusal("res.partner", "image_1920", "binary"), "type")
        self.assertEqual(refusal("account.move", "line_ids", "one2many"), "type")
