# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import socket
import time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .agent import AgentCase
from .common import reading


@tagged("post_install", "-at_install")
class TestRuns(AgentCase):
    """An expense and its run of the agent, from the order to its end."""

    def _hand_over(self):
        self.env.flush_all()
        self.env.cr.postcommit.run()
        self.env.invalidate_all()

    def test_a_receipt_that_comes_in_begins_a_run(self):
        expense = self._scan()
        run = expense.ipai_run_id.sudo()
        self.assertEqual(expense.ipai_state, "pending")
        self.assertEqual((run.state, run.agent_id.code), ("queued", "expense"))
        self.assertEqual(run.input, {"expense_id": expense.id})
        self.assertEqual((run.res_model, run.res_id), ("hr.expense", expense.id))
        self.assertEqual(run.user_id, self.user)
        self.assertEqual(run.company_id, self.company)

    def test_asking_again_while_it_is_on_its_way_changes_nothing(self):
        expense = self._scan()
        run = expense.ipai_run_id
        [told] = expense.ipai_read()
        self.assertEqual(told["state"], "pending")
        self.assertEqual(expense.ipai_run_id, run)
        self.assertEqual(expense.ipai_attempts, 1)

    def test_a_batch_is_begun_quickly(self):
        files = sum(
            (self._attach(f"{n}.jpg") for n in range(20)), self._attach("x.jpg")
        )
        began = time.monotonic()
        ids = self.expenses.ipai_create_from_attachments(files.ids)
        self.env.flush_all()
        self.assertLess((time.monotonic() - began) / len(ids), 0.25)
        expenses = self.expenses.browse(ids)
        self.assertEqual(len(expenses.sudo().ipai_run_id), len(files))

    def test_a_dead_sidecar_loses_nothing(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.connect(f"http://127.0.0.1:{port}")
        expense = self._scan()
        self._hand_over()
        self.assertEqual(expense.ipai_state, "pending")
        self.assertEqual(expense.nb_attachment, 1)
        [told] = self.expenses.ipai_reading_progress(expense.ids)
        self.assertIn("not running", told["message"])
        self.assertTrue(told["stopped"])
        self.assertGreater(expense.ipai_next_attempt_at, fields.Datetime.now())
        # Asked for again, the same run is handed over at once.
        run = expense.ipai_run_id
        expense.ipai_read()
        self.assertEqual(expense.ipai_run_id, run)
        self.assertLessEqual(expense.ipai_next_attempt_at, fields.Datetime.now())
        expense.action_ipai_retry()
        self.assertEqual(expense.ipai_run_id, run)

    def test_progress(self):
        expense = self._scan()
        runs = self.env["ipai.agent.run"].with_user(self.service)
        step = {"sequence": 1, "name": "read", "title": "Read", "state": "running"}
        runs.ipai_report_step(self._uuid(expense), [step])
        [told] = self.expenses.ipai_reading_progress(expense.ids)
        self.assertEqual(
            told,
            {
                "id": expense.id,
                "name": "IMG_0001",
                "state": "pending",
                "message": "",
                "step": "Read",
                "stopped": False,
            },
        )
        self._fill(expense, reading())
        runs.ipai_report_step(self._uuid(expense), [{**step, "state": "done"}])
        [told] = self.expenses.ipai_reading_progress()
        self.assertEqual((told["state"], told["step"]), ("read", False))

    def test_progress_leaves_out_what_is_gone_or_another_s(self):
        theirs = self._create_employee("pedro.ramos", self.company).user_id
        other, gone = self._scan(user=theirs), self._scan()
        gone_id = gone.id
        gone.unlink()
        ids = [other.id, gone_id]
        self.assertEqual(self.expenses.ipai_reading_progress(ids), [])

    def test_reading_again_gives_the_former_run_up(self):
        expense = self._scan()
        former, uuid = expense.ipai_run_id.sudo(), self._uuid(expense)
        action = expense.action_ipai_read()
        self.assertEqual(action["params"], {"ids": expense.ids})
        self.assertEqual(former.state, "cancelled")
        self.assertNotEqual(expense.ipai_run_id, former)
        self.assertEqual(expense.ipai_state, "pending")
        with self.assertRaisesRegex(UserError, "read anew"):
            self.agent.ipai_agent_fill(expense.id, uuid, reading())

    def test_a_run_that_fails_tells_the_expense(self):
        expense = self._scan()
        self._report(expense, "failed", error="The engine is missing.")
        self.assertEqual(expense.ipai_state, "failed")
        self.assertEqual(expense.ipai_message, "The engine is missing.")

    def test_a_run_that_fails_after_reading_leaves_what_was_read(self):
        expense = self._scan()
        self._fill(expense, reading())
        self._report(expense, "failed", error="No approver.")
        self.assertEqual(expense.ipai_state, "read")
        self.assertEqual(expense.ipai_run_error, "No approver.")
        expense.action_ipai_retry()
        self.assertEqual(expense.ipai_run_state, "queued")

    def test_retry_in_bulk(self):
        failed, pending = self._scan("1.jpg"), self._scan("2.jpg")
        failed._ipai_fail("Nobody was there.")
        (failed | pending).action_ipai_retry()
        self.assertEqual(failed.ipai_state, "pending")
        self.assertEqual(failed.ipai_attempts, 2)
        self.assertEqual(failed.ipai_run_state, "queued")

    def test_deleting_an_expense_ends_its_run(self):
        expense = self._scan()
        run, expense_id = expense.ipai_run_id.sudo(), expense.id
        expense.unlink()
        self.assertEqual(run.state, "cancelled")
        with self.assertRaisesRegex(UserError, "deleted meanwhile"):
            self.agent.ipai_agent_fill(expense_id, run.uuid, reading())

    def test_without_a_receipt(self):
        expense = self.expenses.create({"name": "Nails", "product_id": self.product.id})
        expense.ipai_read()
        self.assertEqual(expense.ipai_message, "Attach a receipt, then read it.")

    def test_forgotten_receipts_are_taken_up(self):
        expense, off = self._scan("1.jpg"), self._scan("2.jpg")
        other = self._create_company("Other")
        other.ipai_receipt_mode = "off"
        lost = (expense | off).sudo()
        lost.ipai_run_id = False
        pedro = self._create_employee("pedro.ramos", other)
        off.sudo().write({"employee_id": pedro.id, "company_id": other.id})
        self.env["hr.expense"]._ipai_cron_read()
        self.assertEqual(expense.ipai_run_state, "queued")
        self.assertFalse(off.sudo().ipai_run_id)

    def test_a_person_s_check_lets_the_run_go_on(self):
        expense = self._scan()
        self._fill(expense, reading(confidence={"total": 0.5}))
        self.assertEqual(
            self._policy(expense)["waits_for"],
            "Check the marked values against the receipt.",
        )
        self._report(expense, "waiting", question="Check it.")
        expense.action_ipai_confirm()
        run = expense.ipai_run_id.sudo()
        self.assertEqual((run.state, run.answers), ("queued", 1))
        self.assertIsNone(self._policy(expense)["waits_for"])
        self.assertTrue(expense.ipai_confirmed_at)

    def test_correcting_the_last_mark_lets_the_run_go_on(self):
        expense = self._scan()
        self._fill(expense, reading(confidence={"total": 0.5}))
        self._report(expense, "waiting", question="Check it.")
        expense.total_amount_currency = 1121
        self.assertEqual(expense.ipai_run_state, "queued")

    def test_submitting_lets_a_waiting_run_end(self):
        expense = self._scan()
        self._fill(expense, reading(confidence={"total": 0.5}))
        self._report(expense, "waiting", question="Check it.")
        self._submit(expense)
        self.env["hr.expense"]._ipai_cron_read()
        self.assertEqual(expense.ipai_run_id.sudo().answer, {"submitted": True})
        self.assertIsNone(self._policy(expense)["waits_for"])
        before = expense.sudo().total_amount_currency
        self.agent.ipai_agent_fill(
            expense.id, self._uuid(expense), reading(total="1.00")
        )
        self.assertEqual(expense.sudo().total_amount_currency, before)

    def test_the_cost_is_kept(self):
        expense = self._scan()
        step = {"sequence": 1, "name": "read", "title": "Read", "state": "done"}
        self._report(
            expense, "done", steps=[{**step, "seconds": 1.5, "cost": "0.0125"}]
        )
        self.assertEqual(expense.ipai_cost, 0.0125)
