# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

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
        self.assertIn("problems: 2", self.said(record, "list_lines"))
        self.assertIn("NO NUMBER INC", self.said(record, "list_lines"))
        with self.assertRaises(UserError) as refusal:
            record.action_dat("qap")
        for text in ("ANONYMOUS AND SONS NANDU", "NO NUMBER INC", "ATC is empty"):
            self.assertIn(text, str(refusal.exception))
        self.assertEqual([f for f in record._files() if f[0] == "dat"], [])

    def test_a_payee_abroad_has_zeros_for_a_tin(self):
        abroad = self.payee("Nimbus Ltd", country_id=self.env.ref("base.sg").id)
        self.post("in_invoice", "2026-09-08", [(100, [self.goods])], partner=abroad)
        record = self.computed("1601-EQ")
        self.assertIn(b',000000000,0000,"NIMBUS LTD"', record.dat_files()[0][1])
        found = record.check_ids.filtered(lambda c: c.code == "list_lines")
        self.assertEqual((found.level, "NIMBUS" in found.text), ("note", True))

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
