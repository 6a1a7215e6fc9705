# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import json

from PIL import Image

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ReceiptSetup
from .drawing import sample_receipts


@tagged("post_install", "-at_install")
class TestUpload(ReceiptSetup, HttpCase):
    """POST /ipai/receipts, which the browser calls once a file."""

    def _send(self, content, name="IMG_1.jpg", companies=None, user=None):
        login = (user or self.user).login
        self.authenticate(login, login)
        companies = self.company if companies is None else companies
        return self.url_open(
            "/ipai/receipts",
            data={
                "csrf_token": Request.csrf_token(self),
                "company_ids": json.dumps(companies.ids),
            },
            files={"ufile": (name, content, "image/jpeg")},
            timeout=60,
        )

    def test_one_file_becomes_one_expense(self):
        answer = self._send(sample_receipts()[0][1]).json()
        expense = self.expenses.browse(answer["id"])
        self.assertEqual(
            answer, {"id": expense.id, "name": "IMG_1", "state": "pending"}
        )
        self.assertEqual(expense.company_id, self.company)
        self.assertEqual(expense.employee_id, self.employee)

    def test_the_picture_is_kept_as_it_was_sent(self):
        content = io.BytesIO()
        Image.new("RGB", (3000, 200), "white").save(content, "JPEG")
        answer = self._send(content.getvalue()).json()
        receipt = self.expenses.browse(answer["id"]).message_main_attachment_id
        self.assertEqual(receipt.raw, content.getvalue())

    def test_40_mb(self):
        """What is too large for the reader is no reason to lose it here."""
        content = b"\xff\xd8" + b"\0" * (40 * 1024 * 1024)
        expense = self.expenses.browse(self._send(content, "big.jpg").json()["id"])
        self.assertEqual(expense.message_main_attachment_id.file_size, len(content))
        self.assertEqual(expense.ipai_state, "pending")
        self.assertEqual(expense.ipai_run_state, "queued")

    def test_another_company_is_refused_with_a_sentence(self):
        answer = self._send(b"", companies=self._create_company("Other"))
        self.assertEqual(answer.status_code, 422)
        self.assertTrue(answer.json()["error"])
        self.assertFalse(self.env["hr.expense"].search([("name", "=", "IMG_1")]))

    def test_a_portal_user_is_refused_with_a_sentence(self):
        portal = new_test_user(self.env, "portal.user", groups="base.group_portal")
        answer = self._send(b"", user=portal, companies=portal.company_id)
        self.assertEqual(answer.status_code, 422)
        self.assertTrue(answer.json()["error"])
        self.assertFalse(self.env["ir.attachment"].search([("name", "=", "IMG_1.jpg")]))

    def test_without_a_category_nothing_is_left_behind(self):
        self.product.can_be_expensed = False
        answer = self._send(b"x")
        self.assertIn("category", answer.json()["error"])
        self.assertFalse(self.env["ir.attachment"].search([("name", "=", "IMG_1.jpg")]))

    def test_only_from_odoo_s_own_pages(self):
        self.authenticate(self.user.login, self.user.login)
        with mute_logger("odoo.http"):
            answer = self.url_open("/ipai/receipts", files={"ufile": ("a", b"")})
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.url_open("/ipai/receipts").status_code, 405)
