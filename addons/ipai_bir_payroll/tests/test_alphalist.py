# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.ipai_bir.tools import dat_file

from .common import PayrollCase

# A file of a made-up employee that the BIR's validation module 7.4 accepted.
ACCEPTED = (
    b"H1604C,684785510,0000,12/31/2025\r\n"
    b"D1,1604C,684785510,0000,12/31/2025,1,901234567,0000,"
    b'"REYES","MARIA","SANTOS",NCR,'
    b"0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,01/01/2025,12/31/2025,"
    b"532000.00,0.00,40000.00,12000.00,30187.50,0.00,82187.50,449812.50,0.00,0.00,"
    b"449812.50,449812.50,449812.50,32462.50,0.00,29000.00,3462.50,0.00,32462.50,"
    b"FILIPINO,R,NA,Y,0.00\r\n"
    b"C1,1604C,684785510,0000,12/31/2025,"
    b"0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,"
    b"532000.00,0.00,40000.00,12000.00,30187.50,0.00,82187.50,449812.50,0.00,0.00,"
    b"449812.50,449812.50,449812.50,32462.50,0.00,29000.00,3462.50,0.00,32462.50,"
    b"0.00\r\n"
)
SHA256 = "59892d6a782fb46aa44060ec9ca74db5ae3a3862eb247513908b8bb6a519c788"


@tagged("post_install", "-at_install")
class TestAlphalist(PayrollCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.vat = "684-785-510-00000"

    def alphalist(self, year=2025):
        record = self.env["ipai.bir.return"].create(
            {"form_code": "1604-C", "company_id": self.company.id, "year": year}
        )
        record.action_compute()
        return record

    def lines(self, record):
        name, content = record._alphalist_file()
        return name, content.decode().splitlines()

    def test_the_accepted_file_is_rebuilt_byte_for_byte(self):
        self.assertEqual(hashlib.sha256(ACCEPTED).hexdigest(), SHA256)
        maria = self.make_employee("Reyes", ipai_middle_name="Santos")
        for month in range(1, 12):
            self.pay(
                maria,
                month,
                2025,
                basic=40000,
                benefits=[("rice", 1000)],
                sss=1750,
                philhealth=565.63,
                pagibig=200,
                tax_withheld=2636.36 if month > 1 else 2636.40,
            )
        december = self.pay(
            maria,
            12,
            2025,
            basic=40000,
            thirteenth_month=40000,
            benefits=[("rice", 1000)],
            sss=1750,
            philhealth=565.57,
            pagibig=200,
            tax_withheld=3462.50,
        )
        self.assertEqual(december.should_be, 3462.50)
        record = self.alphalist()
        name, content = record._alphalist_file()
        self.assertEqual(content, ACCEPTED)
        self.assertEqual(name, "6847855100000123120251604C.DAT")
        self.assertFalse(
            record.check_ids.filtered(lambda c: c.code.startswith("payroll"))
        )
        self.assertEqual(record.amount("A5"), Decimal("32462.50"))
        self.assertEqual(record.amount("A7"), Decimal("32462.50"))

    def test_every_line_adds_up(self):
        """26 = 32 + 36; 44 = 40 + 41 + 42 - 43 = 39."""
        for last, withheld in (("Abad", 3000), ("Bravo", 2000), ("Cruz", 2534)):
            employee = self.make_employee(last)
            for month in range(1, 12):
                self.pay(employee, month, 2025, basic=40000, tax_withheld=withheld)
            pay = self.pay(employee, 12, 2025, basic=40000, holiday=1250)
            pay.tax_withheld = pay.should_be
        _name, lines = self.lines(self.alphalist())
        details = [line.split(",") for line in lines if line.startswith("D1")]
        self.assertEqual([d[8] for d in details], ['"ABAD"', '"BRAVO"', '"CRUZ"'])
        for detail in details:
            d = [None, *detail]

            def n(position, d=d):
                return Decimal(d[position])

            self.assertEqual(n(26), n(32) + n(36))
            self.assertEqual(n(44), n(40) + n(41) + n(42) - n(43))
            self.assertEqual(n(44), n(39))

    def test_previous_employer_and_refund(self):
        """316,800 + 257,000 = 573,800: tax 57,260; 1,050 withheld before."""
        employee = self.make_employee("Reyes")
        self.env["ipai.bir.previous.employer"].create(
            {
                "employee_id": employee.id,
                "year": 2025,
                "name": "Carabao Inc",
                "date_from": "2025-01-01",
                "date_to": "2025-06-30",
                "months": 6,
                "taxable_basic": 316800,
                "withheld": 1050,
            }
        )
        self.pay(employee, 11, 2025, basic=128500, tax_withheld=45000)
        pay = self.pay(employee, 12, 2025, basic=128500, tax_withheld=11210)
        self.assertEqual(pay.should_be, 11210)
        record = self.alphalist()
        detail = [None, *self.lines(record)[1][1].split(",")]
        self.assertEqual(detail[23], "316800.00")
        self.assertEqual(
            detail[36:40], ["257000.00", "573800.00", "573800.00", "57260.00"]
        )
        self.assertEqual(
            detail[40:45], ["1050.00", "45000.00", "11210.00", "0.00", "57260.00"]
        )
        self.assertEqual(detail[48], "N")
        pay.tax_withheld = -3825
        detail = [None, *self.lines(record)[1][1].split(",")]
        self.assertEqual(detail[42:44], ["0.00", "3825.00"])

    def test_minimum_wage_earners_have_their_own_records(self):
        earner = self.make_employee("Cruz")
        self.earns_minimum_wage(earner, 695, "2025-01-01")
        self.pay(earner, 12, 2025, basic=18000, overtime=1500, sss=950, commission=2000)
        record = self.alphalist()
        read = dat_file.read(record._alphalist_file()[1], [record._alphalist_layout()])
        self.assertFalse(read.problems)
        detail = next(found for found in read.records if found.kind == "D2")
        self.assertEqual(detail.values["minimum_wage_day"], Decimal("695.00"))
        self.assertEqual(detail.values["present_overtime"], Decimal("1500.00"))
        self.assertEqual(detail.values["present_other_taxable"], Decimal("2000.00"))
        self.assertEqual(detail.values["present_minimum_wage"], Decimal("17050.00"))
        self.assertEqual(detail.values["present_total"], Decimal("21500.00"))
        self.assertIn("were not validated", "\n".join(record.check_ids.mapped("text")))

    def test_all_problems_are_told_at_once(self):
        self.pay(self.make_employee("Abad", tin=False), 12, 2025, basic=1000)
        self.pay(self.make_employee("Bravo", first=False), 12, 2025, basic=1000)
        record = self.alphalist()
        self.assertIn("error", record.check_ids.mapped("level"))
        with self.assertRaises(UserError) as refusal:
            record.dat_files()
        self.assertIn("TIN of the employee", refusal.exception.args[0])
        self.assertIn("First name", refusal.exception.args[0])

    def test_remittances_of_the_year(self):
        employee = self.make_employee("Reyes")
        for month in (11, 12):
            self.pay(employee, month, 2025, basic=60000, tax_withheld=100)
            ret = self.env["ipai.bir.return"].create(
                {
                    "form_code": "1601-C",
                    "company_id": self.company.id,
                    "year": 2025,
                    "month": str(month),
                }
            )
            ret.action_compute()
        record = self.alphalist()
        self.assertEqual(len(record.row_ids), 12)
        self.assertEqual(record.amount("S1.T5"), Decimal(200))
        self.assertEqual(record.amount("A7"), Decimal(200))
        self.assertEqual(record.amount("A1"), Decimal(1))

    def test_who_may_have_the_file(self):
        self.pay(self.make_employee("Reyes"), 12, 2025, basic=1000)
        record = self.alphalist()
        reviewer = self.user("rita", "ipai_base.group_reviewer")
        with self.assertRaises(AccessError):
            record.with_user(reviewer).dat_files()
        payroll = self.user("clara", "ipai_bir_payroll.group_payroll")
        self.assertTrue(record.with_user(payroll).dat_files())

    def test_the_file_kept_at_filing_is_for_payroll(self):
        self.pay(self.make_employee("Reyes"), 12, 2025, basic=1000)
        record = self.alphalist()
        reviewer = self.user("rita", "ipai_base.group_reviewer")
        payroll = self.user("clara", "ipai_bir_payroll.group_payroll")
        seen = record.with_user(reviewer)
        warnings = seen.check_ids.filtered(lambda c: c.level == "warning")
        warnings.accept("Known")
        seen.action_review()
        seen.file("1604C2025")
        self.assertEqual(
            record.with_user(payroll)
            .proof_ids.filtered(lambda p: p.kind == "dat")
            .name,
            "6847855100000123120251604C.DAT",
        )
        self.env.invalidate_all()
        self.assertNotIn("dat", seen.proof_ids.mapped("kind"))
        self.assertNotIn("6847855100000", str(seen.sheet))
        self.env.invalidate_all()
        kept = record.proof_ids.filtered(lambda p: p.kind == "dat").attachment_id
        with self.assertRaises(AccessError):
            kept.with_user(reviewer).read(["raw"])
        self.assertTrue(kept.with_user(payroll).raw.startswith(b"H1604C"))
        for proof in seen.proof_ids:
            self.assertNotIn(b"Reyes", proof.sudo().attachment_id.raw)
        with self.assertRaises(UserError):
            kept.raw = b"x"

    def test_the_reader_of_files_knows_it(self):
        reading = dat_file.read(
            ACCEPTED, list(self.env["ipai.bir.return"]._dat_layouts().values())
        )
        self.assertEqual(reading.layout.name, "1604c")
        self.assertFalse(reading.problems)
        self.assertEqual(reading.records[1].values["last_name"], "REYES")
