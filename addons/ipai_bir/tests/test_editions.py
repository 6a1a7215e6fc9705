# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import BooksCase


def items(*ranges):
    """Item numbers as printed: `(1, 5)` counts from 1 to 5, texts stand for one."""
    return {
        text
        for part in ranges
        for text in (
            [part] if isinstance(part, str) else map(str, range(part[0], part[1] + 1))
        )
    }


# Item numbers that the printed forms have, rows of tables and columns left out.
PRINTED = {
    "edition_0619e_2018_01": items(
        (1, 16), "10A", "17A", "17B", "17C", "17D", (18, 22)
    ),
    "edition_0619f_2018_01": items((1, 17), "9A", "18A", "18B", "18C", "18D", (19, 23)),
    "edition_1601eq_2019_01": items((1, 12), "9A", (19, 35)),
    "edition_1601fq_2020_09": items((1, 13), "9A", "13A", (20, 36)),
    "edition_1600vt_2018_01": items((1, 12), "8A", "12A", (18, 31)),
    "edition_1604e_2018_01": items((1, 10), "7A", "8A"),
    "edition_2551q_2018_01": items((1, 28), "9A", "12A"),
    "edition_1702q_2018_01": items((1, 30), "9A", "13A", "6a", "6b"),
    "edition_2550q_2023_01": items((1, 26), "10A", "14A", (31, 56)),
}


@tagged("post_install", "-at_install")
class TestEditions(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cebu = cls.make_company("Sampaguita Cebu Inc", "123-456-789-00012")

    def edition(self, name):
        return self.env.ref(f"ipai_bir.{name}")

    def test_every_printed_item_is_there_once(self):
        for name, printed in PRINTED.items():
            with self.subTest(name):
                boxes = self.edition(name).box_ids
                lines = boxes.filtered(lambda box: box.kind != "schedule")
                self.assertEqual({box.item for box in lines if box.item}, printed)

    def test_amounts_that_an_edition_names_are_there(self):
        for edition in self.env["ipai.bir.edition"].search([]):
            codes = set(edition.box_ids.mapped("code"))
            named = edition._boxes_named()
            with self.subTest(edition.display_name):
                self.assertLessEqual({box for box in named.values() if box}, codes)
                if edition.payable_box:
                    self.assertTrue(all(named.values()), named)

    def test_what_is_filed_when(self):
        for code, frequency, calendar, only, due in (
            ("2550Q", "quarterly", "fiscal", "", "+25d"),
            ("0619-E", "monthly", "calendar", "1 2", "+1m 10"),
            ("0619-F", "monthly", "calendar", "1 2", "+1m 10"),
            ("1601-EQ", "quarterly", "calendar", "", "+1m last"),
            ("1601-FQ", "quarterly", "calendar", "", "+1m last"),
            ("1600-VT", "monthly", "calendar", "", "+1m 10"),
            ("1604-E", "annual", "calendar", "", "+1y 03-01"),
            ("2551Q", "quarterly", "fiscal", "", "+25d"),
            ("1702Q", "quarterly", "fiscal", "1 2 3", "+60d"),
        ):
            form = self.env["ipai.bir.form"]._coded(code)
            with self.subTest(code):
                self.assertEqual(form.frequency, frequency)
                self.assertEqual(form.calendar, calendar)
                self.assertEqual(form._only_text(), only)
                self.assertEqual(form.due_rule, due)

    def test_months_that_the_quarter_covers_are_not_filed(self):
        with self.assertRaisesRegex(ValidationError, "File 1601-EQ"):
            self.make_return(form_code="0619-E", month="9", quarter=False)
        with self.assertRaises(ValidationError):
            self.make_return(form_code="1702Q", quarter="4")

    def test_the_edition_follows_the_period(self):
        for year, quarter, name in (
            (2023, "1", "edition_2550q_2023_01"),
            (2024, "1", "edition_2550q_2023_01"),
            (2024, "2", "edition_2550q_2024_04"),
        ):
            record = self.make_return(year, quarter)
            self.assertEqual(record.edition_id, self.edition(name))

    def test_what_a_person_says_in_the_heading(self):
        record = self.make_return(form_code="2551Q")
        cells = {
            line["item"]: line["cells"]["B"]
            for part in record.sheet["parts"]
            for line in part["lines"]
        }
        self.assertTrue(cells["13"]["editable"])
        self.assertEqual(len(cells["13"]["choices"]), 2)
        self.assertFalse(cells["6"]["editable"])
        record.set_text("13", cells["13"]["choices"][0])
        record.set_text("5", " 3 ")
        record.action_compute()
        self.assertEqual(record._box("5").text, "3")
        self.assertEqual(record._box("13").text, cells["13"]["choices"][0])
        record.set_text("5", "")
        self.assertFalse(record._box("5").text)
        with self.assertRaisesRegex(UserError, "cannot be chosen"):
            record.set_text("13", "Ten percent")
        with self.assertRaisesRegex(UserError, "filled in and not typed"):
            record.set_text("6", "123")
        with self.assertRaisesRegex(UserError, "filled in and not typed"):
            record.set_text("17", "5")

    def test_viewers_say_nothing_in_the_heading(self):
        viewer = new_test_user(
            self.env,
            "vina",
            groups="ipai_base.group_viewer",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        record = self.make_return(form_code="2551Q").with_user(viewer)
        record = record.with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(record.form_code, "2551Q")
        with self.assertRaises(AccessError):
            record.set_text("5", "3")

    def test_a_branch_that_files_for_itself_prints_its_code(self):
        values = {"form_code": "0619-E", "month": "8", "quarter": False}
        record = self.make_return(company=self.cebu, **values)
        record.action_compute()
        self.assertEqual(record._box("7").text, "123-456-789-00012")
        vat = self.make_return(company=self.cebu)
        vat.action_compute()
        self.assertEqual(vat._box("7").text, "123-456-789-00000")

    def test_what_the_heading_misses_is_said(self):
        self.company.write({"vat": False, "street": False, "phone": False})
        self.company.city = False
        record = self.make_return(form_code="0619-E", month="8", quarter=False)
        record.action_compute()
        said = {notice["box"]: notice["text"] for notice in record.notices}
        self.assertIn("TIN", said["7"])
        self.assertIn("street", said["10"])
        self.assertIn("phone", said["11"])
        self.assertNotIn("8", said)
