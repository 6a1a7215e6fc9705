# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .test_certificate import CertificateCase
from .test_vat_claim import ClaimCase


class PeopleCase(CertificateCase):
    """A viewer, an analyst, a reviewer, and people who must see nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_company("Molave Inc", "111-222-333-000")
        cls.viewer = cls.user("vic", "ipai_base.group_viewer")
        cls.analyst = cls.user("ana", "ipai_base.group_analyst")
        cls.reviewer = cls.user("rex", "ipai_base.group_reviewer")
        cls.strangers = (
            cls.user("otto", "ipai_base.group_reviewer", cls.other),
            cls.user("pia", "base.group_portal"),
            cls.user("pete", "base.group_user"),
        )

    @classmethod
    def user(cls, login, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            password=f"{login}-secret",
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def seen(self, record, user):
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def refused(self, *changes):
        for change in changes:
            with self.assertRaises(AccessError):
                change()


@tagged("post_install", "-at_install")
class TestCertificateSecurity(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post("in_invoice", "2026-07-03", [(1000, [cls.rent])])
        cls.certificate = cls.make()["made"]

    def test_viewer_reads_and_changes_nothing(self):
        record = self.seen(self.certificate, self.viewer)
        self.assertEqual(record.tax_total, 50)
        self.assertTrue(record.render_pdf().startswith(b"%PDF"))
        self.refused(
            record.action_issue,
            record.action_send,
            record.action_mark_sent,
            record.action_cancel,
            record.action_confirm,
            record.unlink,
            lambda: record.write({"year": 2025}),
            lambda: record.line_ids.write({"tax": 1}),
            lambda: record.make(self.company, "2307", 2026, "2"),
            lambda: record.env["ipai.bir.certificate.import"].create({}),
        )

    def test_analyst_makes_issues_and_sends_but_does_not_cancel(self):
        record = self.seen(self.certificate, self.analyst)
        self.assertEqual(
            record.make(self.company, "2307", 2026, "3")["refreshed"], record
        )
        record.action_issue()
        record.action_send()
        self.assertEqual((record.state, record.issued_by_id), ("sent", self.analyst))
        self.assertEqual(record.delivery_ids.create_uid, self.analyst)
        self.assertFalse(record.has_difference)
        self.refused(
            record.action_cancel,
            lambda: record.write({"state": "draft"}),
            lambda: record.write({"pdf_id": False, "state": "issued"}),
            lambda: record.create(
                {"partner_id": self.vendor.id, "state": "issued", "year": 2020}
            ),
            lambda: record.delivery_ids.write({"recipient": "x"}),
            lambda: record.delivery_ids.create(
                {"certificate_id": record.id, "channel": "paper"}
            ),
        )
        self.seen(self.certificate, self.reviewer).action_cancel()
        self.assertEqual(self.certificate.state, "cancelled")

    def test_analyst_opens_the_items_behind_a_line(self):
        line = self.seen(self.certificate, self.analyst).line_ids
        action = line.action_open_lines()
        items = line.env["account.move.line"].search(action["domain"])
        self.assertEqual(len(items), 2)

    def test_strangers_see_nothing(self):
        self.certificate.action_issue()
        for user in self.strangers:
            with self.subTest(user.login):
                record = self.seen(self.certificate, user)
                self.refused(
                    lambda record=record: record.read(["name"]),
                    lambda record=record: record.line_ids.browse(
                        self.certificate.line_ids.ids
                    ).read(["tax"]),
                    record.render_pdf,
                    record.render_zip,
                    record.action_issue,
                    record.action_send,
                    record.action_cancel,
                    lambda record=record: (
                        record.env["ir.attachment"]
                        .browse(self.certificate.pdf_id.id)
                        .read(["raw"])
                    ),
                )


@tagged("post_install", "-at_install")
class TestCertificateRoute(PeopleCase, HttpCase):
    def test_files_for_those_who_may_read(self):
        self.post("in_invoice", "2026-07-03", [(1000, [self.rent])])
        certificate = self.make()["made"]
        url = f"/ipai_bir/certificates.%s?ids={certificate.id}"
        self.assertIn("/web/login", self.url_open(url % "pdf").url)
        self.authenticate("vic", "vic-secret")
        answer = self.url_open(url % "pdf")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn("2026Q3.pdf", answer.headers["Content-Disposition"])
        self.assertTrue(answer.content.startswith(b"%PDF"))
        answer = self.url_open(url % "zip")
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        self.assertTrue(answer.content.startswith(b"PK"))
        for wrong in ("/ipai_bir/certificates.pdf", url % "exe"):
            self.assertEqual(self.url_open(wrong).status_code, 404)
        for login in ("otto", "pia", "pete"):
            self.authenticate(login, f"{login}-secret")
            with mute_logger("odoo.http"):
                self.assertEqual(self.url_open(url % "pdf").status_code, 403)


@tagged("post_install", "-at_install")
class TestVatClaimSecurity(ClaimCase, PeopleCase):
    def test_who_decides(self):
        self.sell("2026-01-15", 100)
        claim = self.seen(self.claims, self.analyst).find(self.company, 2026, 2)
        self.assertEqual(claim.amount, 12)
        viewed = self.seen(claim, self.viewer)
        self.assertIn("Invoiced on 2026-01-15", viewed.conditions_html)
        self.refused(
            viewed.action_confirm,
            viewed.action_cancel,
            viewed.action_stamp,
            lambda: viewed.find(self.company, 2026, 2),
            lambda: claim.write({"amount": 500}),
            lambda: claim.write({"state": "confirmed"}),
            lambda: claim.create({"move_id": claim.move_id.id, "amount": 5}),
        )
        claim.evidence = base64.b64encode(b"x")
        claim.action_confirm()
        self.assertEqual(claim.confirmed_by_id, self.analyst)
        self.refused(claim.action_cancel)
        for user in self.strangers:
            record = self.seen(claim, user)
            self.refused(
                lambda record=record: record.read(["name"]),
                record.action_confirm,
                record.action_cancel,
            )
        self.seen(claim, self.reviewer).action_cancel()
        self.assertEqual(claim.state, "cancelled")
