# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .test_certificate import CertificateCase


@tagged("post_install", "-at_install")
class TestCertificateDelivery(CertificateCase):
    def issued(self, *partners):
        for partner in partners or (self.vendor,):
            self.post(
                "in_invoice", "2026-07-03", [(1000, [self.rent])], partner=partner
            )
        certificates = self.make()["made"]
        certificates.action_issue()
        return certificates

    def test_mail_carries_the_issued_pdf(self):
        certificate = self.issued()
        certificate.action_send()
        self.assertEqual(certificate.state, "sent")
        delivery = certificate.delivery_ids
        self.assertEqual(delivery.recipient, "tax@acacia.example")
        mail = delivery.mail_id
        self.assertEqual(mail.recipient_ids, self.vendor)
        self.assertEqual(mail.attachment_ids, certificate.pdf_id)
        self.assertEqual(
            mail.subject,
            "BIR Form 2307 for 07/01/2026 - 09/30/2026: Sampaguita Trading Inc",
        )
        for said in (certificate.number, "1,000.00", "50.00"):
            self.assertIn(said, mail.body_html)

    def test_log_follows_the_mail(self):
        certificate = self.issued()
        certificate.action_send()
        delivery = certificate.delivery_ids
        self.assertEqual(certificate.delivery_state, "queued")
        delivery.mail_id.write({"state": "exception", "failure_reason": "No route"})
        self.assertEqual((delivery.state, delivery.problem), ("failed", "No route"))
        self.assertEqual(certificate.delivery_state, "failed")
        certificate.action_send()
        self.assertEqual(len(certificate.delivery_ids), 2)
        newest = certificate.delivery_ids.sorted("id")[-1]
        newest.mail_id.state = "sent"
        self.assertEqual(certificate.delivery_state, "sent")
        newest.mail_id.unlink()
        newest.invalidate_recordset()
        self.assertEqual(newest.state, "sent")

    def test_one_without_address_does_not_stop_the_others(self):
        silent = self.make_partner("Silent Traders")
        silent.vat = "111-222-333"
        certificates = self.issued(self.vendor, silent)
        message = certificates.action_send()["params"]
        self.assertEqual(message["title"], "Certificates on their way: 1.")
        self.assertIn("Silent Traders has no valid e-mail", message["message"])
        failed = certificates.filtered(lambda c: c.partner_id == silent)
        self.assertEqual((failed.state, failed.delivery_state), ("issued", "failed"))
        self.assertIn("no valid e-mail", failed.delivery_ids.problem)
        self.assertEqual((certificates - failed).state, "sent")

    def test_draft_is_not_sent(self):
        self.post("in_invoice", "2026-07-03", [(1000, [self.rent])])
        draft = self.make()["made"]
        self.assertIn("Issue the certificate", draft.action_send()["params"]["message"])
        self.assertEqual(draft.state, "draft")

    def test_handed_over_on_paper(self):
        certificate = self.issued()
        certificate.action_mark_sent()
        self.assertEqual(certificate.state, "sent")
        self.assertEqual(certificate.delivery_ids.channel, "paper")
        self.assertEqual(certificate.delivery_state, "sent")
