# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from email.message import EmailMessage

from odoo.tests import tagged

from .agent import AgentCase
from .common import reading
from .drawing import SHOPS, draw_receipt, receipt_lines, sample_receipts


@tagged("post_install", "-at_install")
class TestMail(AgentCase):
    """Receipts sent to the mail alias, as a mail program writes them."""

    def _send(self, *files, subject="", inside=()):
        """Let a MIME message through Odoo's gateway; the expenses it made.

        :param files: (name, bytes, maintype, subtype)
        :param inside: the same, as pictures inside the text
        """
        before = self.env["hr.expense"].search([])
        mail = EmailMessage()
        mail["From"] = f"Maria Santos <{self.employee.work_email}>"
        mail["To"] = "expense@bayan.example"
        mail["Subject"] = subject
        mail["Message-Id"] = f"<{len(before)}-{subject}@bayan.example>"
        mail.set_content("See the receipts.")
        images = "".join(f'<img src="cid:{n}"/>' for n in range(len(inside)))
        mail.add_alternative(f"<p>See the receipts.</p>{images}", subtype="html")
        for number, (name, content, main, sub) in enumerate(inside):
            html = mail.get_payload()[-1]
            html.add_related(content, main, sub, cid=f"<{number}>", filename=name)
        for name, content, main, sub in files:
            mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
        self.env["mail.thread"].sudo().message_process("hr.expense", mail.as_bytes())
        return self.env["hr.expense"].search([], order="id") - before

    @property
    def pictures(self):
        return [(name, content, "image", "png") for name, content in sample_receipts()]

    def test_each_attached_receipt_becomes_an_expense(self):
        logo = ("logo.png", b"\x89PNG not a receipt", "image", "png")
        notes = ("notes.txt", b"Thanks!", "text", "plain")
        made = self._send(*self.pictures[:2], notes, subject="Nails", inside=[logo])
        self.assertEqual(len(made), 2)
        self.assertEqual(made.employee_id, self.employee)
        self.assertEqual(made.company_id, self.company)
        self.assertEqual(set(made.mapped("ipai_state")), {"pending"})
        self.assertEqual(set(made.mapped("ipai_source")), {"mail"})
        self.assertEqual(len(made.sudo().ipai_run_id), 2)
        names = [name for name, *_rest in self.pictures[:2]]
        self.assertEqual(made.message_main_attachment_id.mapped("name"), names)
        self.assertEqual(made[0].name, "Nails")
        self.assertEqual(made[1].name, names[1].rpartition(".")[0])
        self.assertFalse(made[0].same_receipt_expense_ids)

    def test_the_subject_is_a_person_s(self):
        [expense] = self._send(self.pictures[0], subject="Nails")
        self._fill(expense, reading())
        self.assertEqual(expense.name, "Nails")
        self.assertEqual(expense.total_amount_currency, 1120)
        self.assertEqual(str(expense.date), "2026-03-14")

    def test_a_category_in_the_subject_is_a_person_s(self):
        fuel = self.product.copy({"name": "Fuel", "default_code": "FUEL"})
        meals = self.product.copy({"name": "Meals", "default_code": "MEAL"})
        [said] = self._send(self.pictures[0], subject="FUEL To Baguio 500")
        [unsaid] = self._send(self.pictures[1], subject="To Baguio")
        self._fill(said, reading())
        self._fill(unsaid, reading(receipt_number="OR-2"))
        self.assertTrue(self._classify(said, meals)["kept_by_person"])
        self.assertFalse(self._classify(unsaid, meals)["kept_by_person"])
        self.assertEqual((said.product_id, unsaid.product_id), (fuel, meals))
        self.assertEqual(said.total_amount_currency, 500)

    def test_photos_inside_the_text(self):
        photo = draw_receipt(receipt_lines(*SHOPS[0])) + b"\0" * 40_000
        inside = [
            ("photo.jpg", photo, "image", "jpeg"),
            ("logo.png", self.pictures[1][1][:5000], "image", "png"),
        ]
        [expense] = self._send(subject="From my phone", inside=inside)
        self.assertEqual(expense.message_main_attachment_id.name, "photo.jpg")
        self.assertEqual(expense.ipai_state, "pending")

    def test_a_mail_without_a_receipt(self):
        [expense] = self._send(subject="Taxi 120")
        self.assertFalse(expense.ipai_state)
        self.assertEqual(expense.total_amount_currency, 120)

    def test_the_mode_is_honoured(self):
        for mode in ("on_demand", "off"):
            self.company.ipai_receipt_mode = mode
            made = self._send(*self.pictures[:2], subject=mode)
            self.assertEqual(len(made), 2)
            self.assertEqual(set(made.mapped("ipai_state")), {False})
            self.assertFalse(made.sudo().ipai_run_id)

    def test_the_employee_is_told_once(self):
        [expense] = self._send(self.pictures[0], subject="Nails")
        self._fill(expense, reading(confidence={"total": 0.4}))
        self._report(expense, "waiting", question="Check it.")
        self.assertTrue(expense.ipai_notified_at)
        uuid = self._uuid(expense)
        for _again in range(2):
            answer = self.agent.ipai_agent_notify(expense.id, uuid)
            self.assertEqual(answer, {"notified": [self.user.name]})
        told = self.env["mail.message"].search(
            [
                ("model", "=", "hr.expense"),
                ("res_id", "=", expense.id),
                ("message_type", "=", "user_notification"),
                ("subject", "ilike", "Your receipt"),
            ]
        )
        self.assertEqual(len(told), 1)
        self.assertEqual(told.partner_ids, self.user.partner_id)

    def test_whoever_uploads_sees_it_on_the_screen(self):
        expense = self._scan()
        self._fill(expense, reading())
        answer = self.agent.ipai_agent_notify(expense.id, self._uuid(expense))
        self.assertEqual(answer, {"notified": []})
