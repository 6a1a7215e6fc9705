# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import zipfile

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_lists import ListCase


@tagged("post_install", "-at_install")
class TestSummaryLists(ListCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make, post = cls.make_tax, cls.post
        cls.vat = make("vat", "sale", 12, "sale_vatable")
        government = make("gov", "sale", 12, "sale_government")
        zero = make("zero", "sale", 0, "sale_zero_rated")
        exempt = make("exempt", "sale", 0, "sale_exempt")
        cls.goods = make("goods", "purchase", 12, "purchase_goods")
        services = make("services", "purchase", 12, "purchase_services")
        capital = make("capital", "purchase", 12, "purchase_capital_goods")
        none = make("none", "purchase", 0, "purchase_no_input_tax")
        cls.duty = make("import", "purchase", 12, "purchase_import")
        cls.withheld = cls.withholding(
            "WV010", 5, "withholding_vat_received", use="sale"
        )
        acme, cruz = cls.acme, cls.cruz
        post("out_invoice", "2026-07-01", [(1000, [cls.vat])], partner=acme)
        post("out_refund", "2026-07-09", [(100, [cls.vat])], partner=acme)
        post(
            "out_invoice",
            "2026-07-10",
            [(500, [government, cls.withheld])],
            partner=acme,
        )
        post("out_invoice", "2026-08-01", [(300, [zero]), (40, [exempt])], partner=cruz)
        post("in_invoice", "2026-08-02", [(200, [cls.goods])], partner=acme)
        post("in_invoice", "2026-08-03", [(110, [services])], partner=cruz)
        post("in_invoice", "2026-09-03", [(70, [capital]), (5, [none])], partner=acme)
        cls.bill = post("in_invoice", "2026-09-04", [(900, [cls.duty])], partner=acme)

    def test_sales_a_file_a_month(self):
        record = self.computed("2550Q")
        files = dict(record.dat_files("sls"))
        self.assertEqual(
            sorted(files), ["123456789S072026.DAT", "123456789S082026.DAT"]
        )
        self.assertEqual(
            files["123456789S072026.DAT"].decode(),
            'H,S,"123456789","SAMPAGUITA TRADING INC","","","",'
            '"SAMPAGUITA TRADING INC","5F TOWER AYALA AVE","MAKATI CITY",'
            "0.00,0.00,1400.00,168.00,050,07/31/2026,12\r\n"
            'D,S,"987654321","ACME TRADING CORP",,,,"1 RIZAL ST","PASIG CITY",'
            "0,0,1400.00,168.00,123456789,07/31/2026\r\n",
        )
        self.assertIn(
            b'D,S,"456789123",,"CRUZ","JUAN","REYES","1 RIZAL ST","PASIG CITY",'
            b"40.00,300.00,0,0,123456789,08/31/2026",
            files["123456789S082026.DAT"],
        )

    def test_purchases_and_what_cannot_be_credited(self):
        record = self.computed("2550Q")
        record.set_box("S2.1", "10.00")
        denied = record.amount("53B")
        self.assertGreater(denied, 0)
        files = dict(record.dat_files("slp"))
        heads = [content.split(b"\r\n")[0].decode() for content in files.values()]
        fields = [head.split(",") for head in heads]
        self.assertEqual([f[-6:-3] for f in fields][0][0], "37.20")
        self.assertEqual(sum(float(f[-4]) for f in fields), float(denied))
        self.assertEqual(sum(float(f[-5]) + float(f[-4]) for f in fields), 37.2 + 8.4)
        self.assertIn(
            b'D,P,"987654321","ACME TRADING CORP",,,,"1 RIZAL ST","PASIG CITY",'
            b"5.00,0,0,70.00,0,8.40,123456789,09/30/2026",
            files["123456789P092026.DAT"],
        )

    def test_importations_are_completed_by_a_person(self):
        record = self.computed("2550Q")
        line = self.lines(record, "sli")
        self.assertEqual((line.taxable, line.tax, line.dutiable_value), (900, 108, 900))
        self.assertIn("Import entry number is empty", line.problems)
        self.assertEqual(str(line.assessment_date), "2026-09-04")
        line.write(
            {
                "entry_number": "C-2051",
                "assessment_date": "2026-09-02",
                "importation_date": "2026-08-20",
                "dutiable_value": 850,
                "payment_reference": "OR 77",
                "payment_date": "2026-09-03",
                "country": "China",
            }
        )
        self.assertIn("make 850.00, the bill's base is 900.00", line.problems)
        line.charges = 50
        self.assertFalse(line.problems)
        record.action_compute()
        ((name, content),) = record.dat_files("sli")
        self.assertEqual(name, "123456789I092026.DAT")
        self.assertIn(
            b'D,I,"C-2051",09/02/2026,"ACME TRADING CORP",08/20/2026,"CHINA",850.00,'
            b'50.00,0,900.00,108.00,"OR 77",09/03/2026,123456789,09/30/2026',
            content,
        )
        items = self.lines_behind(self.lines(record, "sli").action_open_lines())
        self.assertEqual(items.move_id, self.bill)

    def test_withheld_by_customers(self):
        record = self.computed("2550Q")
        ((name, content),) = record.dat_files("sawt")
        self.assertEqual(name, "12345678900000920262550Q.DAT")
        self.assertEqual(
            content.decode().split("\r\n")[1],
            'DSAWT,D2550Q,1,987654321,0000,"ACME TRADING CORP",,,,09/2026,,WV010,'
            "5.00,500.00,25.00",
        )

    def test_lists_add_up_to_the_boxes_or_the_difference_is_told(self):
        record = self.computed("2550Q")
        self.assertFalse(self.said(record, "list_totals"))
        record.set_row("S3", {"A": "07/2026", "B": "City Hall", "C": "100", "D": "5"})
        record._run_checks()
        self.assertIn("adds up to 25.00", self.said(record, "list_totals"))
        self.assertIn("30.00", self.said(record, "list_totals"))

    def test_a_month_below_zero_is_told(self):
        self.post("out_refund", "2026-09-09", [(60, [self.vat])], partner=self.acme)
        record = self.computed("2550Q")
        problems = self.lines(record, "sls").mapped("problems")
        self.assertIn("is below zero", " ".join(filter(None, problems)))
        with self.assertRaisesRegex(UserError, "ACME TRADING CORP"):
            record.dat_files("sls")
        self.assertTrue(record.dat_files("slp"))
        kept = [name for kind, name, *_rest in record._files() if kind == "dat"]
        self.assertIn("123456789S082026.DAT", kept)
        self.assertNotIn("123456789S092026.DAT", kept)

    def test_all_files_in_one_archive(self):
        record = self.computed("2550Q")
        self.lines(record, "sli").write(
            {
                "entry_number": "1",
                "assessment_date": "2026-09-02",
                "importation_date": "2026-08-20",
                "payment_reference": "2",
                "payment_date": "2026-09-03",
            }
        )
        name, content, kind = record._dat_download()
        self.assertEqual((name, kind), ("2550Q Q3 2026 DAT.zip", "application/zip"))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.assertEqual(len(archive.namelist()), 6)
            self.assertEqual(
                {n: archive.read(n) for n in archive.namelist()},
                dict(record.dat_files()),
            )

    def test_the_page_of_files(self):
        record = self.computed("2550Q")
        action = record.action_files()
        files = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(
            [(x.list_code, x.line_count, x.problem_count) for x in files.line_ids],
            [("sls", 2, 0), ("slp", 3, 0), ("sli", 1, 1), ("sawt", 1, 0)],
        )
        opened = files.line_ids[1].action_open_list()
        self.assertEqual(len(self.env[opened["res_model"]].search(opened["domain"])), 3)
        self.assertIn("/dat/slp", files.line_ids[1].action_dat()["url"])

    def test_nothing_to_send(self):
        record = self.computed("2550Q", "1")
        self.assertEqual(record.dat_files(), [])
        with self.assertRaisesRegex(UserError, "no lines"):
            record._dat_download()
