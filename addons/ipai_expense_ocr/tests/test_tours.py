# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import socket
import threading
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.tests import HttpCase, tagged

from .agent import AgentSetup
from .drawing import sample_receipts

PACE = 0.3


class ScanTourCase(AgentSetup, HttpCase):
    """Real Chromium, real Odoo, and the real reader in the sidecar; the agent's part in
    between is taken by a thread, because what is sent after a commit is not sent in
    tests."""

    path = "/odoo/action-hr_expense.hr_expense_actions_my_all"

    def authenticate(self, *args, **kwargs):
        session = super().authenticate(*args, **kwargs)
        self.signed_in.set()
        return session

    @contextmanager
    def _agent_at_work(self, work):
        """Meanwhile let ``work`` deal with one run that is queued, again and again."""
        over = threading.Event()
        # Until then the test itself uses the transaction that all share
        self.signed_in = threading.Event()

        def go_on():
            self.signed_in.wait()
            while not over.wait(PACE):
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    runs = env["ipai.agent.run"]
                    domain = [("errand", "=", "begin"), ("unanswered", "=", 0)]
                    run = runs.search(domain, order="id", limit=1)
                    if run:
                        work(env, run)

        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            yield
        finally:
            over.set()
            self.signed_in.set()
            thread.join()

    def _read_run(self, env, run):
        run.errand = False
        self._read_in(env, env["hr.expense"].browse(run.res_id))

    def _hand_over(self, env, run):
        env["ipai.agent.run"]._carry_out(run.id)

    def _tour(self, name, files=(), work=None):
        """Offer files [(name, content)] to a tour; the employee's expenses after it."""
        self.env["ir.attachment"].create(
            [
                {
                    "name": file,
                    "raw": content,
                    "public": True,
                    "description": "offered to the tour",
                }
                for file, content in files
            ]
        )
        with self._agent_at_work(work or self._read_run):
            self.start_tour(self.path, name, login=self.user.login, timeout=120)
        self.env.invalidate_all()
        return self.env["hr.expense"].search([("employee_id", "=", self.employee.id)])

    def _assert_read(self, expenses):
        self.assertEqual(
            sorted(expenses.mapped("total_amount_currency")), [336, 560, 1120]
        )
        self.assertEqual(expenses.tax_ids, self.vat)


@tagged("post_install", "-at_install")
class TestTours(ScanTourCase):
    def test_list(self):
        self._connect_sidecar()
        self._assert_read(self._tour("ipai_expense_ocr_list", sample_receipts()))

    def test_kanban(self):
        self._connect_sidecar()
        self._assert_read(self._tour("ipai_expense_ocr_kanban", sample_receipts()))

    def test_bad_files(self):
        self._connect_sidecar()
        expenses = self._tour(
            "ipai_expense_ocr_bad_files",
            [
                ("empty.jpg", b""),
                ("notes.jpg", b"Lunch with the auditors, 1,120.00"),
                ("cut.jpg", sample_receipts()[0][1][:900]),
            ],
        )
        self.assertEqual(expenses.mapped("ipai_state"), ["failed"] * 3)
        self.assertEqual(expenses.mapped("nb_attachment"), [1, 1, 1])

    def test_reading_a_selection_again(self):
        self._connect_sidecar()
        for name, picture in sample_receipts()[:2]:
            expense = self._scan(name, picture)
            self.agent.ipai_agent_fail(expense.id, self._uuid(expense), "Too dark.")
            self._report(expense, "failed", error="Too dark.")
            expense.ipai_run_id.sudo().errand = False
        expenses = self._tour("ipai_expense_ocr_again")
        self.assertEqual(sorted(expenses.mapped("total_amount_currency")), [560, 1120])

    def test_dead_sidecar(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.connect(f"http://127.0.0.1:{probe.getsockname()[1]}")
        expenses = self._tour(
            "ipai_expense_ocr_no_answer", sample_receipts(), self._hand_over
        )
        self.assertEqual(expenses.mapped("ipai_state"), ["pending"] * 3)
        self.assertEqual(expenses.mapped("nb_attachment"), [1, 1, 1])


@tagged("post_install", "-at_install")
class TestPhone(ScanTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        self._connect_sidecar()
        self._assert_read(self._tour("ipai_expense_ocr_phone", sample_receipts()))
