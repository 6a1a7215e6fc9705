# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import BooksCase

AGENT = {"street": "5F Tower, Ayala Ave", "city": "Makati City"}


class ListCase(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.write(AGENT)
        cls.acme = cls.payee("Acme Trading Corp", "987-654-321-00000")
        cls.cruz = cls.payee(
            "Juan Cruz",
            "456-789-123-000",
            last_name="Cruz",
            first_name="Juan",
            middle_name="Reyes",
        )

    @classmethod
    def payee(cls, name, vat=False, **values):
        partner = cls.make_partner(name)
        partner.write(
            {
                "vat": vat,
                "is_company": "last_name" not in values,
                "street": "1 Rizal St",
                "city": "Pasig City",
                "country_id": cls.env.ref("base.ph").id,
                **values,
            }
        )
        return partner

    @classmethod
    def withholding(cls, atc, rate, tax_class="withholding_expanded", use="purchase"):
        name = f"{atc} {tax_class}"
        return cls.make_tax(name, use, -rate, tax_class, l10n_ph_atc=atc)

    @classmethod
    def computed(cls, form, quarter="3", **values):
        record = cls.make_return(2026, quarter, form_code=form, **values)
        record.action_compute()
        return record

    def lines(self, record, code):
        return record.list_line_ids.filtered(lambda line: line.list_code == code)

    def said(self, record, code):
        return " ".join(
            record.check_ids.filtered(lambda c: c.code == code).mapped("text")
        )


@tagged("post_install", "-at_install")
class TestQap(ListCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = goods = cls.withholding("WC158", 1)
        services = cls.withholding("WC160", 2)
        rent, fees = cls.withholding("WC100", 5), cls.withholding("WI010", 5)
        none = cls.withholding("WC120", 0, "withholding_exempt")
        post = cls.post
        post("in_invoice", "2026-07-05", [(600000, [goods])], partner=cls.acme)
        post("in_invoice", "2026-08-05", [(500000, [goods])], partner=cls.acme)
        post("in_refund", "2026-09-05", [(100000, [goods])], partner=cls.acme)
        post("in_invoice", "2026-09-06", [(250000, [services])], partner=cls.acme)
        post("in_invoice", "2026-09-07", [(150000, [rent])], partner=cls.acme)
        post("in_invoice", "2026-09-08", [(18000, [fees])], partner=cls.cruz)
        post("in_invoice", "2026-09-09", [(7000, [none])], partner=cls.acme)
        post("in_invoice", "2026-10-01", [(999, [fees])], partner=cls.cruz)

    def test_the_file_of_the_worked_example(self):
        record = self.computed("1601-EQ")
        self.assertEqual(record.amount("19"), 23400)
        ((name, content),) = record.dat_files("qap")
        self.assertEqual(name, "12345678900000920261601EQ.DAT")
        self.assertEqual(
            content.decode().split("\r\n"),
            [
                'HQAP,H1601EQ,123456789,0000,"SAMPAGUITA TRADING INC",09/2026,050',
                'D1,1601EQ,1,987654321,0000,"ACME TRADING CORP",,,,09/2026,WC100,'
                "5.00,150000.00,7500.00",
                'D1,1601EQ,2,987654321,0000,"ACME TRADING CORP",,,,09/2026,WC158,'
                "1.00,1000000.00,10000.00",
                'D1,1601EQ,3,987654321,0000,"ACME TRADING CORP",,,,09/2026,WC160,'
                "2.00,250000.00,5000.00",
                'D1,1601EQ,4,456789123,0000,,"CRUZ","JUAN","REYES",09/2026,WI010,'
                "5.00,18000.00,900.00",
                "C1,1601EQ,123456789,0000,09/2026,1418000.00,23400.00",
                'D2,1601EQ,1,987654321,0000,"ACME TRADING CORP",,,,09/2026,WC120,'
                "7000.00",
                "C2,1601EQ,123456789,0000,09/2026,7000.00",
                "",
            ],
        )
        self.assertFalse(self.said(record, "list_lines"))
        self.assertFalse(self.said(record, "list_totals"))

    def test_a_line_opens_the_items_it_adds_up(self):
        record = self.computed("1601-EQ")
        for line in self.lines(record, "qap"):
            items = self.lines_behind(line.action_open_lines())
            made = items.filtered("tax_line_id")
            self.assertAlmostEqual(-sum(made.mapped("balance")), line.tax)
            based = items.filtered("tax_ids")
            self.assertAlmostEqual(sum(based.mapped("balance")), line.base)

    def test_who_is_not_identified_is_named_and_keeps_the_file_back(self):
        fees = self.withholding("", 5)
        stray = self.payee("Anonymous & Sons, Ñandú")
        stray.with_context(no_vat_validation=True).vat = "12-34"
        nobody = self.payee("No Number Inc")
        self.post("in_invoice", "2026-09-08", [(100, [fees])], partner=stray)
        self.post("in_invoice", "2026-09-08", [(100, [fees])], partner=nobody)
        record = self.computed("1601-EQ")
        line = self.lines(record, "qap").filtered(lambda x: x.partner_id == stray)
        self.assertEqual(line.payee, "ANONYMOUS AND SONS NANDU")
        self.assertIn("“12-34” is no TIN", line.problems)
        self.assertIn("TIN of the payee is empty", line.problems)
        self.assertIn("ATC is empty", line.problems)
        self.assertIn("2 lines", self.said(record, "list_lines"))
        self.assertIn("NO NUMBER INC", self.said(record, "list_lines"))
        with self.assertRaises(UserError) as refusal:
            record.action_dat("qap")
        for text in ("ANONYMOUS AND SONS NANDU", "NO NUMBER INC", "ATC is empty"):
            self.assertIn(text, str(refusal.exception))
        self.assertEqual([f for f in record._files() if f[0] == "dat"], [])

    def test_what_is_typed_stays(self):
        record = self.computed("1601-EQ")
        line = self.lines(record, "qap").filtered(lambda x: x.atc == "WC158")
        key, month = line.key, line.month
        line.write({"company_name": "Acme Trdg Corp", "nature": "Rice"})
        self.assertEqual(line.payee, "ACME TRDG CORP")
        self.acme.name = "Acme Trading Corporation of the Philippines"
        record.action_compute()
        line = self.lines(record, "qap").filtered(lambda x: x.key == key)
        self.assertEqual((line.company_name, line.month), ("Acme Trdg Corp", month))
        self.assertTrue(line.is_edited)
        self.assertEqual(line.nature, "Rice")
        self.assertIn(b'"ACME TRDG CORP"', record.dat_files("qap")[0][1])
        line.action_forget_edits()
        line = self.lines(record, "qap").filtered(lambda x: x.key == key)
        self.assertEqual(line.company_name, self.acme.name)
        self.assertFalse(line.is_edited)

    def test_a_name_too_long_is_never_cut(self):
        self.acme.name = "Acme Trading Corporation of the Philippine Archipelago Inc"
        record = self.computed("1601-EQ")
        self.assertIn("58 characters long, 50 fit", self.said_of(record))
        with self.assertRaisesRegex(UserError, "58 characters long"):
            record.dat_files()

    def test_a_partner_keeps_a_shorter_name_for_files(self):
        self.acme.name = "Acme Trading Corporation of the Philippine Archipelago Inc"
        self.acme.ipai_file_name = "Acme Trading Corp of the Phil Archipelago Inc"
        ((_name, content),) = self.computed("1601-EQ").dat_files()
        self.assertIn(b'"ACME TRADING CORP OF THE PHIL ARCHIPELAGO INC"', content)

    def said_of(self, record):
        return " ".join(filter(None, self.lines(record, "qap").mapped("problems")))

    def test_amounts_are_not_typed(self):
        line = self.lines(self.computed("1601-EQ"), "qap")[0]
        with self.assertRaisesRegex(UserError, "correct the entry"):
            line.write({"tax": 1})
        with self.assertRaisesRegex(UserError, "correct the entry"):
            line.unlink()

    def test_a_reviewed_return_keeps_its_lists(self):
        record = self.computed("1601-EQ")
        line = self.lines(record, "qap")[0]
        record.sudo().state = "reviewed"
        with self.assertRaises(UserError):
            line.write({"company_name": "Other"})
        with self.assertRaises(UserError):
            line.action_forget_edits()

    def test_two_contacts_of_a_company_are_one_payee(self):
        branch = self.payee("Acme Purchasing", parent_id=self.acme.id, is_company=False)
        self.post("in_invoice", "2026-09-15", [(1000, [self.goods])], partner=branch)
        record = self.computed("1601-EQ")
        line = self.lines(record, "qap").filtered(lambda x: x.atc == "WC158")
        self.assertEqual(line.base, 1001000)
        items = self.lines_behind(line.action_open_lines())
        self.assertEqual(sum(items.filtered("tax_ids").mapped("balance")), 1001000)

    def test_the_year_adds_up_to_the_alphalist(self):
        for quarter in "1234":
            self.computed("1601-EQ", quarter)
        record = self.computed("1604-E", False)
        ((name, content),) = record.dat_files()
        self.assertEqual(name, "1234567890000123120261604E.DAT")
        self.assertIn(b"H1604E,123456789,0000,12/31/2026\r\n", content)
        self.assertIn(b",WI010,18999.00,5.00,949.95\r\n", content)
        self.assertIn(b"C3,1604E,123456789,0000,12/31/2026,23449.95\r\n", content)
        self.assertIn(b"D4,1604E,", content)
        self.assertFalse(self.said(record, "list_totals"))


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


@tagged("post_install", "-at_install")
class TestListRights(ListCase):
    def user(self, group, company=None):
        company = company or self.company
        user = new_test_user(
            self.env,
            f"{group}_{company.id}",
            groups=f"base.group_user,ipai_base.group_{group}",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        return self.env(user=user.id, context={})

    def test_rights(self):
        goods = self.withholding("WC158", 1)
        self.post("in_invoice", "2026-07-05", [(600, [goods])], partner=self.acme)
        record = self.computed("1601-EQ")
        line = self.lines(record, "qap")
        analyst = line.with_env(self.user("analyst"))
        analyst.write({"company_name": "Acme"})
        self.assertEqual(line.company_name, "Acme")
        viewer = line.with_env(self.user("viewer"))
        self.assertEqual(viewer.payee, "ACME")
        for refused in (
            lambda: viewer.write({"company_name": "x"}),
            viewer.action_forget_edits,
            lambda: viewer.create({"list_code": "qap"}),
        ):
            with self.assertRaises(AccessError):
                refused()
        other = self.make_company("Narra Corp", "222-333-444-00000")
        stranger = line.with_env(self.user("analyst", other))
        with self.assertRaises(AccessError):
            stranger.read(["payee"])
        with self.assertRaises(AccessError):
            record.with_env(self.user("reviewer", other)).dat_files()
        portal = new_test_user(self.env, "portal_d", groups="base.group_portal")
        with self.assertRaises(AccessError):
            line.with_user(portal).read(["payee"])
