# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from PIL import Image
from reportlab.pdfgen import canvas

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ReceiptSetup


@tagged("post_install", "-at_install")
class TestPages(ReceiptSetup, HttpCase):
    """GET /ipai/receipts/<attachment>/pages/<number>.jpg"""

    def setUp(self):
        super().setUp()
        content = io.BytesIO()
        pdf = canvas.Canvas(content, pagesize=(300, 450))
        for colour in ("white", "navy"):
            pdf.setFillColor(colour)
            pdf.rect(0, 0, 300, 450, fill=1)
            pdf.showPage()
        pdf.save()
        self.receipt = self._attach("scan.pdf", content.getvalue())
        self.expenses.ipai_create_from_attachments(self.receipt.ids)

    def _get(self, user, number=1, attachment=None):
        self.authenticate(user.login, user.login)
        attachment = attachment or self.receipt
        return self.url_open(
            f"/ipai/receipts/{attachment.id}/pages/{number}.jpg", timeout=60
        )

    def test_the_owner_sees_a_page_the_browser_cannot_show(self):
        self._connect_sidecar()
        answer = self._get(self.user, 2)
        self.assertEqual(answer.status_code, 200, answer.text)
        self.assertEqual(answer.headers["Content-Type"], "image/jpeg")
        self.assertIn("private", answer.headers["Cache-Control"])
        picture = Image.open(io.BytesIO(answer.content))
        self.assertEqual(picture.format, "JPEG")
        width, height = picture.size
        self.assertAlmostEqual(width / height, 300 / 450, places=2)
        red, _green, blue = picture.getpixel((width // 2, height // 2))
        self.assertLess(red, 20)
        self.assertGreater(blue, 100)
        call = self.env["ipai.call"].search([], order="id desc", limit=1)
        self.assertEqual(
            (call.purpose, call.res_id), ("Show receipt", self.receipt.res_id)
        )

    def test_a_page_too_many(self):
        self._connect_sidecar()
        answer = self._get(self.user, 3)
        self.assertEqual(answer.status_code, 404)
        self.assertIn("no page of this number", answer.text)

    @mute_logger("odoo.http")
    def test_others_see_nothing(self):
        stranger = self._create_employee("juan.cruz", self.company).user_id
        portal = new_test_user(self.env, "paul.portal", groups="base.group_portal")
        for user in (stranger, portal):
            self.assertIn(self._get(user).status_code, (403, 404), user.login)
        self.assertFalse(self.env["ipai.call"].search_count([]))

    @mute_logger("odoo.http")
    def test_only_receipts_are_shown(self):
        other = self.env["ir.attachment"].create({"name": "a.txt", "raw": b"a"})
        self.assertEqual(self._get(self.user, attachment=other).status_code, 404)

    def test_a_sidecar_that_is_down_is_told(self):
        self.connect("http://127.0.0.1:9")
        answer = self._get(self.user)
        self.assertEqual(answer.status_code, 404)
        self.assertIn("127.0.0.1:9", answer.text)
