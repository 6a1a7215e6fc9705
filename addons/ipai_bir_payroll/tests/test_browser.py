# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, tagged

from .common import PayrollCase


@tagged("post_install", "-at_install")
class TestTour(PayrollCase, HttpCase):
    def test_import_of_pay(self):
        """A file with a wrong cell, the corrected file, its preview and the pay."""
        reyes = self.make_employee("Reyes")
        cruz = self.make_employee("Cruz", tin="222-222-222-00000")
        self.user("clara", "ipai_bir_payroll.group_payroll")
        self.start_tour(
            "/odoo/action-ipai_bir_payroll.ipai_bir_compensation_action",
            "ipai_bir_payroll_import",
            login="clara",
        )
        pays = self.env["ipai.bir.compensation"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(
            {(pay.employee_id, pay.basic, pay.tax_withheld) for pay in pays},
            {(reyes, 50000, 4858.40), (cruz, 25000, 490)},
        )
