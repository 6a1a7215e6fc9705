# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import BooksCase


@tagged("post_install", "-at_install")
class TestChecks(BooksCase):
    """How findings are kept, accepted and opened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vat = cls.make_tax("vat", "sale", 12, "sale_vatable")
        cls.draft = cls.post("out_invoice", "2026-08-01", [(5, [cls.vat])], post=False)
        cls.record = cls.make_return()
        cls.record.set_box("38B", "0")
        cls.record.action_compute()

    def finding(self, code="unposted"):
        return self.record.check_ids.filtered(lambda check: check.code == code)

    def user(self, login, groups):
        return new_test_user(
            self.env,
            login,
            groups=groups,
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def test_a_finding_opens_its_records_and_reaches_the_sheet(self):
        finding = self.finding()
        self.assertEqual((finding.level, finding.record_count), ("warning", 1))
        action = finding.action_open()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self.draft)
        self.assertIn(finding.text, [n["text"] for n in self.record.sheet["notices"]])

    def test_acceptance_survives_the_same_finding_only(self):
        self.finding().accept("Belongs to October, wrongly dated")
        self.assertFalse(self.record._open_checks())
        self.record.action_compute()
        finding = self.finding()
        self.assertTrue(finding.is_accepted)
        self.assertEqual(finding.accepted_by_id, self.env.user)
        [notice] = self.record.sheet["notices"]
        self.assertEqual(notice["accepted"], "Belongs to October, wrongly dated")
        self.post("out_invoice", "2026-08-02", [(6, [self.vat])], post=False)
        self.record.action_compute()
        finding = self.finding()
        self.assertEqual(finding.record_count, 2)
        self.assertFalse(finding.is_accepted)

    def test_a_finding_goes_with_its_cause(self):
        self.draft.unlink()
        self.record.action_compute()
        self.assertFalse(self.finding())

    def test_acceptance_can_be_withdrawn(self):
        self.finding().accept("Known")
        self.finding().withdraw()
        self.assertEqual(self.record._open_checks(), self.finding())
        self.assertFalse(self.finding().accepted_reason)

    def test_only_warnings_are_accepted_and_for_a_reason(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self.finding().accept("  ")
        self.record._take_findings(
            [{"code": "made_up", "level": "error", "text": "Wrong"}],
            self.env["ipai.bir.return.check"],
        )
        with self.assertRaisesRegex(UserError, "Only warnings"):
            self.finding("made_up").accept("Because")
        self.assertIn(self.finding("made_up"), self.record._open_checks())
        self.assertEqual(self.record.check_ids[0].level, "error")

    def test_typing_a_box_keeps_the_other_checks(self):
        self.record.set_box("58B", "5")
        self.assertTrue(self.finding("boxes"))
        self.assertTrue(self.finding())

    def test_who_may_accept(self):
        viewer = self.user("vera", "ipai_base.group_viewer")
        analyst = self.user("andy", "ipai_base.group_analyst")
        finding = self.finding().with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(finding.with_user(viewer).level, "warning")
        with self.assertRaises(AccessError):
            finding.with_user(viewer).accept("No")
        with self.assertRaises(AccessError):
            finding.with_user(analyst).write({"is_accepted": True})
        with self.assertRaises(AccessError):
            finding.with_user(analyst).unlink()
        finding.with_user(analyst).accept("Yes")
        self.assertEqual(finding.accepted_by_id, analyst)
        for login, groups in (
            ("paul", "base.group_portal"),
            ("ines", "base.group_user"),
        ):
            with self.assertRaises(AccessError):
                finding.with_user(self.user(login, groups)).read(["text"])
