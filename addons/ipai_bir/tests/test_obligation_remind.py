# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .calendar_common import CalendarCase


@tagged("post_install", "-at_install")
@freeze_time("2026-10-01 02:00:00")
class TestObligationRemind(CalendarCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registration = cls.register(
            cls.certificates,
            "2026-07-01",
            date_to="2026-09-30",
            remind_days=4,
            escalate_to_id=cls.boss.id,
            escalate_days=2,
        )
        cls.due_20th = cls.obligation(cls.certificates, "2026-09-30")

    def run_on(self, day):
        with freeze_time(f"{day} 16:10:00"):
            self.env["ipai.bir.obligation"]._cron_daily()

    def activities(self):
        kinds = {"BIR return due": "due", "BIR return overdue": "overdue"}
        return [
            (kinds[a.activity_type_id.name], a.user_id.login, str(a.date_deadline))
            for a in self.due_20th.activity_ids.sorted("id")
        ]

    def told(self):
        """Notes that were sent to the manager."""
        return self.env["mail.message"].search_count(
            [
                ("subject", "=", "Overdue: 2307 Q3 2026"),
                ("partner_ids", "in", self.boss.partner_id.ids),
            ]
        )

    def test_the_preparer_hears_of_it_once_before(self):
        self.run_on("2026-10-14")
        self.assertEqual(self.activities(), [])
        for day in ("2026-10-15", "2026-10-16", "2026-10-17"):
            self.run_on(day)
            self.assertEqual(self.activities(), [("due", "ana", "2026-10-20")])
        self.due_20th.activity_ids.action_feedback()
        self.run_on("2026-10-18")
        self.assertEqual(self.activities(), [], "done by hand, not scheduled again")

    def test_the_manager_hears_of_it_once_after(self):
        self.run_on("2026-10-19")
        self.run_on("2026-10-20")
        self.assertEqual(self.told(), 0)
        for day in ("2026-10-21", "2026-10-22"):
            self.run_on(day)
            self.assertEqual(
                self.activities(),
                [("due", "ana", "2026-10-20"), ("overdue", "bea", "2026-10-20")],
            )
            self.assertEqual(self.told(), 1)
        text = self.due_20th.activity_ids.sorted("id")[1].note
        self.assertIn("was due on Tue 20 Oct 2026 and is not filed", text)

    def test_filing_closes_both(self):
        self.run_on("2026-10-21")
        self.assertEqual(len(self.activities()), 2)
        with freeze_time("2026-10-22 02:00:00"):
            self.as_user(self.due_20th, self.reviewer).record_filing("Late, in person")
        self.assertEqual(self.activities(), [])
        self.run_on("2026-10-23")
        self.assertEqual(self.activities(), [])

    def test_filing_a_return_closes_its_reminder(self):
        self.register(self.vat, "2026-07-01", remind_days=30)
        obligation = self.obligation(self.vat, "2026-09-30")
        self.env["ipai.bir.obligation"]._cron_daily()
        self.assertEqual(obligation.activity_ids.user_id, self.analyst)
        self.file_return(self.make_return(2026, "3"))
        self.assertFalse(obligation.activity_ids)

    def test_the_activity_follows_the_due_date_and_the_preparer(self):
        self.run_on("2026-10-15")
        self.env["ipai.bir.holiday"].create(
            {"name": "x", "date": "2026-10-20", "company_id": self.company.id}
        )
        self.assertEqual(self.activities(), [("due", "ana", "2026-10-21")])
        self.registration.owner_id = self.reviewer
        self.assertEqual(self.activities(), [("due", "rey", "2026-10-21")])
        self.due_20th.owner_id = self.boss
        self.assertEqual(self.activities(), [("due", "bea", "2026-10-21")])

    def test_an_extension_takes_the_escalation_back(self):
        self.run_on("2026-10-21")
        with freeze_time("2026-10-22 02:00:00"):
            self.env["ipai.bir.holiday"].create(
                {
                    "name": "RMC",
                    "kind": "extension",
                    "form_id": self.certificates.id,
                    "date": "2026-10-20",
                    "extended_to": "2026-10-29",
                    "company_id": self.company.id,
                }
            )
            self.assertEqual(self.activities(), [("due", "ana", "2026-10-29")])
            self.assertEqual(self.due_20th.state, "upcoming")
        self.run_on("2026-10-30")
        self.assertEqual(len(self.activities()), 2)
        self.assertEqual(self.told(), 2)

    @mute_logger("odoo.addons.ipai_bir.models.ipai_bir_obligation_remind")
    def test_somebody_without_access_stops_nobody_else(self):
        self.registration.reviewer_id = self.reviewer
        self.analyst.write(
            {"company_ids": [(6, 0, self.other.ids)], "company_id": self.other.id}
        )
        self.run_on("2026-10-15")
        self.assertEqual(self.activities(), [("due", "rey", "2026-10-20")])
        self.reviewer.active = False
        self.boss.active = False
        self.run_on("2026-10-21")
        self.assertEqual(len(self.activities()), 1)
