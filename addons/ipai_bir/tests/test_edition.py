# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestEdition(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.form = cls.env["ipai.bir.form"].create({"code": "9999", "name": "Trial"})

    def edition(self, name, valid_from, valid_to=False):
        return self.env["ipai.bir.edition"].create(
            {
                "form_id": self.form.id,
                "name": name,
                "valid_from": valid_from,
                "valid_to": valid_to,
                "payable_box": "26",
            }
        )

    def test_editions_follow_each_other(self):
        old = self.edition("old", "2020-01-01", "2023-12-31")
        new = self.edition("new", "2024-01-01")
        choose = self.env["ipai.bir.edition"]._for_period
        self.assertFalse(choose(self.form, "2019-12-31"))
        self.assertEqual(choose(self.form, "2020-01-01"), old)
        self.assertEqual(choose(self.form, "2023-12-31"), old)
        self.assertEqual(choose(self.form, "2024-01-01"), new)

    def test_editions_never_overlap(self):
        self.edition("old", "2020-01-01", "2023-12-31")
        for valid_from, valid_to in (
            ("2023-12-31", False),
            ("2019-01-01", False),
            ("2019-01-01", "2020-01-01"),
            ("2021-01-01", "2021-12-31"),
        ):
            with self.subTest(valid_from), self.assertRaises(ValidationError):
                self.edition("other", valid_from, valid_to)

    def test_database_guards(self):
        """Constraints exist on every version, whatever way they are declared."""
        edition = self.env.ref("ipai_bir.edition_2550q_2024_04")
        box = edition.box_ids[0]
        attempts = {
            "form": lambda: self.form.copy({"code": "9999"}),
            "dates": lambda: self.edition("x", "2024-01-02", "2024-01-01"),
            "box": lambda: box.copy(),
            "part": lambda: edition.part_ids[0].copy(),
        }
        for name, attempt in attempts.items():
            with self.subTest(name), mute_logger("odoo.sql_db"):
                with self.assertRaises(Exception) as refusal, self.env.cr.savepoint():
                    attempt()
                    self.env.flush_all()
                self.assertIn(
                    type(refusal.exception).__name__,
                    ("UniqueViolation", "CheckViolation"),
                )

    def test_loading_again_changes_nothing(self):
        edition = self.env.ref("ipai_bir.edition_2550q_2024_04")
        before = {box.code: box.id for box in edition.box_ids}
        edition.box_ids[5].label = "Somebody wrote here"
        self.env["ipai.bir.box"].create(
            {
                "edition_id": edition.id,
                "part_id": edition.part_ids[0].id,
                "sequence": 999,
                "code": "99",
                "label": "Not of the form",
                "kind": "manual",
            }
        )
        edition.load_folder(
            "ipai_bir.edition_2550q_2024_04", "ipai_bir/data/2550q/2024-04"
        )
        edition.invalidate_recordset()
        self.assertEqual({box.code: box.id for box in edition.box_ids}, before)
        self.assertNotIn("Somebody wrote here", edition.box_ids.mapped("label"))

    def test_a_folder_that_is_not_there(self):
        edition = self.env["ipai.bir.edition"]
        with self.assertRaises(FileNotFoundError):
            edition.load_folder("ipai_bir.edition_2550q_2024_04", "ipai_bir/data")
