# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import PolicySetup


@tagged("post_install", "-at_install")
class TestAgent(PolicySetup, TransactionCase):
    """What the expense agent is told, and when its run goes on."""

    def setUp(self):
        super().setUp()
        service = new_test_user(
            self.env, login="agent.sidecar", groups="ipai_base.group_service"
        )
        self.agent = self.env["hr.expense"].with_user(service)
        self.runs = self.env["ipai.agent.run"].with_user(service)

    def _begun(self, *args, **values):
        """An expense with a run of the agent."""
        expense = self._expense(*args, **values)
        expense.sudo()._ipai_begin_run(state="read")
        return expense, expense.sudo().ipai_run_id

    def test_the_run_waits_for_a_reason_and_goes_on_with_it(self):
        self._policy(name="Limit", limit_amount=50)
        expense, run = self._begun()
        answer = self.agent.ipai_agent_policy(expense.id, run.uuid)
        self.assertEqual(
            answer["breaches"],
            [
                {
                    "rule": "Limit",
                    "severity": "reason",
                    "text": "Limit 50.00: 100.00, 50.00 over",
                }
            ],
        )
        self.assertIn("Explain or change: Limit 50.00", answer["waits_for"])
        self.runs.ipai_report_state(run.uuid, "waiting", question=answer["waits_for"])
        breach = expense.sudo().ipai_breach_ids
        breach.with_user(self.user).action_explain("Client")
        self.assertEqual((run.state, run.answers), ("queued", 1))
        answer = self.agent.ipai_agent_policy(expense.id, run.uuid)
        self.assertFalse(answer["waits_for"])
        self.assertEqual(len(answer["breaches"]), 1)

    def test_the_run_goes_on_when_the_expense_is_changed(self):
        self._policy(name="Limit", limit_amount=50, severity="block")
        expense, run = self._begun()
        self.runs.ipai_report_state(run.uuid, "waiting", question="Change it.")
        expense.total_amount_currency = 60
        self.assertEqual(run.state, "waiting")
        expense.total_amount_currency = 40
        self.assertEqual((run.state, run.answers), ("queued", 1))

    def test_a_review_that_is_open_keeps_the_run_waiting(self):
        self._policy(name="Limit", limit_amount=50)
        expense, run = self._begun(ipai_low_confidence="total")
        expense.sudo().ipai_state = "review"
        answer = self.agent.ipai_agent_policy(expense.id, run.uuid)
        self.assertIn("Check the marked values", answer["waits_for"])
        self.assertIn("Explain or change", answer["waits_for"])
        self.runs.ipai_report_state(run.uuid, "waiting", question="Both.")
        expense.sudo().ipai_breach_ids.with_user(self.user).action_explain("Client")
        self.assertEqual(run.state, "waiting")

    def test_the_route_is_told(self):
        self._route("Two", "manager", "finance")
        expense, run = self._begun()
        self.assertEqual(
            self.agent.ipai_agent_route(expense.id, run.uuid),
            {
                "approvers": ["Ana Reyes", "Carla Lim"],
                "reason": "Route “Two”: Ana Reyes, then Carla Lim.",
            },
        )

    def test_nobody_but_the_service_user_asks(self):
        expense, run = self._begun()
        for method in ("ipai_agent_policy", "ipai_agent_route"):
            with self.assertRaises(AccessError):
                getattr(expense.with_user(self.user), method)(expense.id, run.uuid)
