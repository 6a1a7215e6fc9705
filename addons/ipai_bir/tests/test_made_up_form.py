# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from pathlib import Path

import yaml

from odoo.tests import tagged
from odoo.tools import convert_file

from .people import PeopleCase
from .test_forms import CaseRun

FOLDER = Path(__file__).parent / "made_up_form"


@tagged("post_install", "-at_install")
class TestMadeUpForm(PeopleCase):
    """A form takes one folder, one manifest line and one file of cases."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what the manifest line does when the module is installed or updated
        convert_file(
            cls.env,
            "ipai_bir",
            "tests/made_up_form/2020-01/form.xml",
            {},
            "init",
        )
        cls.books["expense"].account_type = "expense_direct_cost"

    def test_its_cases(self):
        text = (FOLDER / "9901q_2020-01.yaml").read_text(encoding="utf-8")
        document = yaml.safe_load(text)
        for case in document["cases"]:
            with self.subTest(case["name"]), self.env.cr.savepoint() as point:
                CaseRun(self, document).play(case)
                point.rollback()

    def test_it_is_shown_printed_filed_and_amended_like_any_other(self):
        tax = self.make_tax("lanterns", "sale", 3, "sale_percentage")
        self.post("out_invoice", "2026-02-01", [(10000, [tax])])
        record = self.filed(form_code="9901-Q", quarter="1")
        self.assertEqual(record.amount_payable, 300)
        self.assertEqual(
            [part["code"] for part in record.sheet["parts"]], ["0", "I", "S1"]
        )
        self.assertTrue(record.render_pdf().startswith(b"%PDF"))
        self.assertLessEqual(
            {"sheet", "lines", "pdf"}, set(record.proof_ids.mapped("kind"))
        )
        self.post("out_invoice", "2026-02-02", [(5000, [tax])])
        self.assertTrue(record.has_drift)
        amendment = self.seen_by(record, self.analyst).action_amend()
        amendment.action_compute()
        self.assertEqual(amendment.amount_payable, 150)
