# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .calendar_common import CalendarCase


@tagged("post_install", "-at_install")
@freeze_time("2026-10-01 02:00:00")
class TestObligationPlan(CalendarCase):
    def test_a_registration_fills_the_calendar_thirteen_months_ahead(self):
        self.register(self.vat)
        found = [(o.name, str(o.due_date)) for o in self.obligations(self.vat)]
        self.assertEqual(
            found,
            [
                ("2550Q Q1 2026", "2026-04-27"),
                ("2550Q Q2 2026", "2026-07-27"),
                ("2550Q Q3 2026", "2026-10-26"),
                ("2550Q Q4 2026", "2027-01-25"),
                ("2550Q Q1 2027", "2027-04-26"),
                ("2550Q Q2 2027", "2027-07-26"),
                ("2550Q Q3 2027", "2027-10-25"),
            ],
        )
        self.assertEqual(self.obligations().owner_id, self.analyst)

    def test_planning_again_changes_nothing(self):
        self.register(self.vat)
        before = self.obligations()
        stamps = before.mapped("write_date")
        self.env["ipai.bir.obligation"]._cron_daily()
        self.env["ipai.bir.obligation"]._plan(self.company)
        self.assertEqual(self.obligations(), before)
        self.assertEqual(self.obligations().mapped("write_date"), stamps)

    def test_time_adds_what_comes(self):
        self.register(self.vat)
        with freeze_time("2027-01-05 02:00:00"):
            self.env["ipai.bir.obligation"]._cron_daily()
        self.assertEqual(self.obligations()[-1].name, "2550Q Q4 2027")
        self.assertEqual(len(self.obligations()), 8)

    def test_why_this_day(self):
        self.register(self.env.ref("ipai_bir.form_1604_f"))
        self.register(self.monthly)
        self.company.ipai_efps_group = "B"
        self.assertEqual(
            self.obligation(self.monthly, "2026-10-31").due_explanation,
            "eFPS group B files by Sat 14 Nov 2026 and pays by Mon 16 Nov 2026 "
            "(RR 26-2002). Without work: Sat 14 Nov 2026 (weekend), "
            "Sun 15 Nov 2026 (weekend); so Mon 16 Nov 2026.",
        )
        self.assertEqual(
            self.obligation(self.monthly, "2026-12-31").due_explanation,
            "eFPS group B files by Thu 14 Jan 2027 and pays by Fri 15 Jan 2027 "
            "(RR 26-2002).",
        )
        annual = self.env.ref("ipai_bir.form_1604_f")
        self.assertIn(
            "Fixed date after the year: Sun 31 Jan 2027.",
            self.obligation(annual, "2026-12-31").due_explanation,
        )

    def test_efps_group_and_government(self):
        self.register(self.monthly)
        self.assertEqual(self.due(self.monthly, "2026-10-31"), "2026-11-10")
        self.assertEqual(self.due(self.monthly, "2026-12-31"), "2027-01-15")
        self.company.ipai_efps_group = "E"
        self.assertEqual(self.due(self.monthly, "2026-12-31"), "2027-01-11")
        self.assertEqual(
            str(self.obligation(self.monthly, "2026-12-31").payment_due_date),
            "2027-01-15",
        )
        self.company.ipai_is_government = True
        self.assertEqual(self.due(self.monthly, "2026-12-31"), "2027-01-15")

    def test_days_without_work_move_what_is_open(self):
        self.register(self.vat)
        holidays = self.env["ipai.bir.holiday"]
        day = holidays.create(
            {"name": "Typhoon", "date": "2026-10-26", "kind": "suspension"}
        )
        self.assertEqual(day.company_id, self.env.company._ipai_filer())
        day.company_id = self.company
        obligation = self.obligation(self.vat, "2026-09-30")
        self.assertEqual(str(obligation.due_date), "2026-10-27")
        self.assertIn("Mon 26 Oct 2026 (Typhoon)", obligation.due_explanation)
        day.date = "2026-10-27"
        self.assertEqual(str(obligation.due_date), "2026-10-26")
        day.date = "2026-10-26"
        day.unlink()
        self.assertEqual(str(obligation.due_date), "2026-10-26")

    def test_a_holiday_of_one_company_leaves_the_others(self):
        other = self.other
        self.register(self.vat)
        self.register(self.vat, company=other)
        local = self.env["ipai.bir.holiday"].create(
            {"name": "City", "date": "2026-10-26", "company_id": other.id}
        )

        def due(company):
            found = self.obligations(self.vat, company)
            return str(found.filtered(lambda o: "Q3 2026" in o.name).due_date)

        self.assertEqual(due(self.company), "2026-10-26")
        self.assertEqual(due(other), "2026-10-27")
        local.company_id = False
        self.assertEqual(due(self.company), "2026-10-27")

    def test_an_estimated_holiday_is_told_and_can_be_taken_away(self):
        self.monthly.write({"due_rule": "+1m 9", "is_staggered": False})
        self.register(self.monthly)
        obligation = self.obligation(self.monthly, "2027-02-28")
        self.assertEqual(str(obligation.due_date), "2027-03-10")
        self.assertTrue(obligation.is_estimated)
        self.assertIn("look again once it is proclaimed", obligation.due_explanation)
        self.env["ipai.bir.holiday"].create(
            {
                "name": "Eid'l Fitr is on the 10th",
                "date": "2027-03-09",
                "kind": "working",
                "company_id": False,
            }
        )
        self.assertEqual(str(obligation.due_date), "2027-03-09")
        self.assertFalse(obligation.is_estimated)

    def test_the_bir_extends_a_due_date(self):
        annual = self.env.ref("ipai_bir.form_1702_rt")
        self.register(annual, "2025-01-01")
        self.register(self.vat)
        self.env["ipai.bir.holiday"].create(
            {
                "name": "Annual returns",
                "kind": "extension",
                "form_id": annual.id,
                "date": "2026-04-15",
                "extended_to": "2026-05-16",
                "source": "RMC 30-2026",
                "company_id": False,
            }
        )
        obligation = self.obligation(annual, "2025-12-31")
        self.assertEqual(str(obligation.due_date), "2026-05-18")
        self.assertIn("(RMC 30-2026)", obligation.due_explanation)
        self.assertEqual(self.due(annual, "2026-12-31"), "2027-04-15")
        self.assertEqual(self.due(self.vat, "2026-03-31"), "2026-04-27")

    def test_an_extension_needs_form_and_later_day(self):
        with self.assertRaisesRegex(ValidationError, "a later day"):
            self.env["ipai.bir.holiday"].create(
                {"name": "x", "kind": "extension", "date": "2026-04-15"}
            )

    def test_what_is_filed_is_never_touched(self):
        registration = self.register(self.certificates)
        obligation = self.obligation(self.certificates, "2026-09-30")
        self.as_user(obligation, self.reviewer).record_filing("Handed over")
        before = obligation.read()[0]
        self.env["ipai.bir.holiday"].create(
            {"name": "x", "date": "2026-10-20", "company_id": self.company.id}
        )
        self.certificates.due_rule = "+22d"
        registration.owner_id = self.boss
        self.assertEqual(obligation.read()[0], before)
        self.assertEqual(self.due(self.certificates, "2026-12-31"), "2027-01-22")
        registration.unlink()
        self.assertEqual(self.obligations(self.certificates), obligation)
        self.assertEqual(obligation.due_date.day, 20)

    def test_the_end_of_a_registration(self):
        registration = self.register(self.vat)
        registration.date_to = "2026-11-15"
        self.assertEqual(self.obligations(self.vat)[-1].name, "2550Q Q4 2026")
        registration.date_from = "2026-05-01"
        self.assertEqual(self.obligations(self.vat)[0].name, "2550Q Q2 2026")
        registration.unlink()
        self.assertFalse(self.obligations(self.vat))

    def test_fiscal_year(self):
        self.register(self.env.ref("ipai_bir.form_1702_rt"))
        self.assertEqual([str(o.due_date) for o in self.obligations()], ["2027-04-15"])
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        self.assertEqual(
            [str(o.due_date) for o in self.obligations()],
            ["2026-10-15", "2027-10-15"],
        )

    def test_a_rule_that_cannot_be_read_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "write \\+1m 10"):
            self.vat.due_rule = "on the 25th"

    def test_the_usual_forms(self):
        mine = self.as_user(self.env["ipai.bir.registration"], self.reviewer)
        kept = self.register(self.vat, "2025-07-01")
        mine.action_propose()
        found = mine.search([])
        codes = found.form_id.mapped("code")
        self.assertEqual(len(codes), len(found))
        self.assertLessEqual({"2550Q", "2307", "2316", "1702-RT"}, set(codes))
        self.assertNotIn("1604-F", codes)
        self.assertEqual(str(kept.date_from), "2025-07-01")
        mine.action_propose()
        self.assertEqual(mine.search([]), found)

    def test_what_cannot_be_registered(self):
        rule_less = self.env["ipai.bir.form"].create({"code": "X", "name": "X"})
        plain = self.make_user("pete", "base.group_user")
        for message, form, values in (
            ("register Molave", self.vat, {"company": self.branch}),
            ("no due rule", rule_less, {}),
            ("otto .* cannot see", self.vat, {"owner_id": self.stranger.id}),
            ("pete .* cannot see", self.vat, {"escalate_to_id": plain.id}),
        ):
            with (
                self.subTest(message),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self.register(form, **values)

    def test_a_form_is_registered_once_at_a_time(self):
        first = self.register(self.vat)
        with self.assertRaisesRegex(ValidationError, "registered for these days"):
            with self.env.cr.savepoint():
                self.register(self.vat, "2027-01-01")
        first.date_to = "2026-12-31"
        self.register(self.vat, "2027-01-01")
        self.assertEqual(len(self.obligations(self.vat)), 7)

    def test_the_database_keeps_each_period_once(self):
        self.register(self.vat)
        with self.assertRaises(Exception) as refusal, mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.obligations(self.vat)[0].copy()
        self.assertEqual(type(refusal.exception).__name__, "UniqueViolation")
