# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.ipai_agent.models.ipai_agent_handover import AT_ONCE, WAITS
from odoo.addons.ipai_base.tests.common import LinkCase, Peer, says

TAKEN = {"run": "x", "agent": "sorting", "state": "queued"}


class AgentCase(LinkCase):
    """An agent, a record, and the other end of the network."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.env["ipai.agent"].create(
            {"code": "sorting", "name": "Sorting agent"}
        )
        cls.partner = cls.env["res.partner"].create({"name": "Paper Trail Inc."})
        cls.runs = cls.env["ipai.agent.run"]
        cls.env["ipai.agent.run"].search([]).errand = False

    def peer(self, *answers):
        peer = Peer(*(answers or [says(TAKEN)]))
        self.enterContext(peer)
        self.connect(peer.url)
        return peer

    def begin(self, **options):
        return self.runs._begin(
            "sorting", self.partner, {"partner_id": self.partner.id}, **options
        )

    def commit(self):
        """What the end of a committed transaction does."""
        self.env.flush_all()
        self.env.cr.postcommit.run()
        self.env.invalidate_all()

    def step(self, sequence=1, name="look", state="done", **values):
        return {
            "sequence": sequence,
            "name": name,
            "title": name.title(),
            "state": state,
            **values,
        }


@tagged("post_install", "-at_install")
class TestHandover(AgentCase):
    def test_a_run_is_handed_over_after_the_commit(self):
        peer = self.peer()
        run = self.begin()
        self.assertEqual((run.state, run.record_name), ("queued", "Paper Trail Inc."))
        self.assertEqual(peer.requests, [])
        self.commit()
        [request] = peer.requests
        self.assertEqual(request.path, "/agents/sorting/runs")
        self.assertEqual(
            json.loads(request.body),
            {
                "run": run.uuid,
                "attempt": 1,
                "answers": 0,
                "input": {"partner_id": self.partner.id},
            },
        )
        self.assertFalse(run.errand)
        self.assertTrue(run.handed_at)

    def test_what_is_rolled_back_is_not_handed_over(self):
        peer = self.peer()
        self.begin()
        self.env.cr.postcommit.clear()
        self.assertEqual(peer.requests, [])

    def test_many_runs_leave_the_rest_to_the_scheduler(self):
        peer = self.peer()
        runs = self.runs
        for _number in range(AT_ONCE + 2):
            runs += self.begin()
        self.commit()
        self.assertEqual(len(peer.requests), AT_ONCE)
        runs._cron_hand_over()
        self.assertEqual(len(peer.requests), AT_ONCE + 2)
        self.assertFalse(any(runs.mapped("errand")))

    def test_a_dead_sidecar_loses_nothing_and_is_asked_less_and_less(self):
        self.connect("http://127.0.0.1:9")
        first, second = self.begin(), self.begin()
        self.commit()
        self.assertEqual(first.state, "queued")
        self.assertRegex(first.error, "not running")
        self.assertEqual((first.unanswered, second.unanswered), (1, 0))
        waits = []
        for _try in WAITS:
            waits.append(first.next_attempt_at - fields.Datetime.now())
            first.next_attempt_at = fields.Datetime.now()
            second.next_attempt_at = fields.Datetime.now() + timedelta(days=1)
            self.runs._cron_hand_over()
            self.env.invalidate_all()
        self.assertEqual(
            [round(wait.total_seconds() / 60) for wait in waits], list(WAITS)
        )
        self.assertEqual(first.state, "failed")
        self.assertRegex(first.error, "Gave up after 8 tries")
        self.peer()
        first.action_retry()
        self.commit()
        self.assertEqual((first.state, first.error), ("queued", False))
        self.assertEqual(first.attempts, 2)

    def test_a_dead_sidecar_is_asked_once_a_round(self):
        self.connect("http://127.0.0.1:9")
        runs = self.begin() + self.begin()
        self.env.cr.postcommit.clear()
        self.runs._cron_hand_over()
        self.env.invalidate_all()
        self.assertEqual(runs.mapped("unanswered"), [1, 0])

    def test_an_agent_the_sidecar_does_not_know_fails_at_once(self):
        problem = {"detail": "There is no agent sorting.", "code": "not_found"}
        self.peer(says(problem, 404, "application/problem+json"))
        run = self.begin()
        self.commit()
        self.assertEqual(run.state, "failed")
        self.assertEqual(run.error, "There is no agent sorting.")

    def test_an_early_try_is_left_alone(self):
        peer = self.peer()
        self.begin(wait=timedelta(minutes=2))
        self.commit()
        self.runs._cron_hand_over()
        self.assertEqual(peer.requests, [])

    def test_a_switched_off_agent_waits(self):
        peer = self.peer()
        self.agent.is_enabled = False
        run = self.begin()
        self.commit()
        self.runs._cron_hand_over()
        self.assertEqual((run.state, peer.requests), ("queued", []))
        self.agent.is_enabled = True
        self.runs._cron_hand_over()
        self.assertEqual(len(peer.requests), 1)

    def test_an_unexpected_error_does_not_reach_the_user(self):
        self.peer()
        run = self.begin()
        broken = patch.object(type(self.runs), "_tell_sidecar", side_effect=ValueError)
        log = "odoo.addons.ipai_agent.models.ipai_agent_handover"
        with broken, self.assertLogs(log, level="ERROR"):
            self.commit()
        self.assertEqual(run.state, "queued")


@tagged("post_install", "-at_install")
class TestLost(AgentCase):
    def silent(self, state="running"):
        run = self.begin()
        self.env.cr.postcommit.clear()
        run.write(
            {
                "errand": False,
                "state": state,
                "reported_at": fields.Datetime.now() - timedelta(hours=1),
            }
        )
        return run

    def ask(self, answer, status=200):
        peer = self.peer(says(answer, status))
        self.runs._cron_find_lost()
        self.env.invalidate_all()
        return peer

    def test_what_the_sidecar_gave_up_fails_here_too(self):
        run = self.silent()
        self.ask(
            {"state": "failed", "question": None, "error": "It died.", "answers": 0}
        )
        self.assertEqual((run.state, run.error), ("failed", "It died."))

    def test_what_it_still_works_on_stays(self):
        run = self.silent()
        peer = self.ask(
            {"state": "running", "question": None, "error": None, "answers": 0}
        )
        self.assertEqual(run.state, "running")
        self.assertEqual(peer.requests[0].path, f"/agents/runs/{run.uuid}")
        self.runs._cron_find_lost()
        self.assertEqual(len(peer.requests), 1, "it was heard of a moment ago")

    def test_what_it_does_not_know_begins_again(self):
        run = self.silent()
        self.ask({"detail": "There is no such run.", "code": "not_found"}, 404)
        self.assertEqual(run.errand, "begin")

    def test_an_unanswered_question_is_heard_of(self):
        run = self.silent()
        self.ask(
            {"state": "waiting", "question": "Which one?", "error": None, "answers": 0}
        )
        self.assertEqual((run.state, run.question), ("waiting", "Which one?"))


@tagged("post_install", "-at_install")
class TestReport(AgentCase):
    def setUp(self):
        super().setUp()
        self.peer()
        self.run_ = self.begin()
        self.commit()
        self.service = self.env.ref("ipai_base.user_service")
        self.reports = self.runs.with_user(self.service)

    def test_steps_are_written_once(self):
        uuid = self.run_.uuid
        ended = self.step(summary="Seen.", seconds=0.25, cost="0.000125", tokens=30)
        self.reports.ipai_report_step(uuid, [self.step(state="running")])
        self.assertEqual(self.run_.state, "running")
        for _twice in range(2):
            self.reports.ipai_report_step(
                uuid, [ended, self.step(2, "sort", "running")]
            )
        # A late report of the beginning does not open a step that ended.
        self.reports.ipai_report_step(uuid, self.step(state="running"))
        self.assertRecordValues(
            self.run_.step_ids,
            [
                {"name": "look", "state": "done", "summary": "Seen."},
                {"name": "sort", "state": "running", "summary": False},
            ],
        )
        self.assertEqual((self.run_.seconds, self.run_.tokens), (0.25, 30))
        self.assertAlmostEqual(self.run_.cost, 0.000125, 6)
        self.reports.ipai_report_state(uuid, "done", steps=[self.step(2, "sort")])
        self.reports.ipai_report_step(uuid, [self.step(3, "late", "running")])
        self.assertEqual(self.run_.state, "done")
        self.assertEqual(len(self.run_.step_ids), 2)

    def test_a_question_is_asked_and_answered_once(self):
        uuid = self.run_.uuid
        waits = {"question": "Which one?", "answers": 0}
        self.reports.ipai_report_step(uuid, [self.step(state="running")])
        self.reports.ipai_report_state(
            uuid,
            "waiting",
            steps=[self.step(), self.step(2, "ask", "waiting")],
            **waits,
        )
        self.assertEqual(
            (self.run_.state, self.run_.question), ("waiting", "Which one?")
        )
        peer = self.peer()
        self.run_._answer({"choice": 2})
        with self.assertRaises(UserError):
            self.run_._answer({"choice": 3})
        self.commit()
        [request] = peer.requests
        self.assertEqual(request.path, f"/agents/runs/{uuid}/answer")
        self.assertEqual(
            json.loads(request.body), {"answer": {"choice": 2}, "number": 1}
        )
        # The old question, told again, opens nothing.
        self.reports.ipai_report_state(uuid, "waiting", **waits)
        self.assertEqual(self.run_.state, "queued")

    def test_a_sidecar_that_lost_the_run_begins_it_again(self):
        self.reports.ipai_report_state(self.run_.uuid, "waiting", question="Well?")
        problem = {"detail": "There is no such run.", "code": "not_found"}
        self.peer(says(problem, 404, "application/problem+json"))
        self.run_._answer({})
        self.commit()
        self.assertEqual((self.run_.state, self.run_.errand), ("queued", "begin"))

    def test_a_cancelled_run_stops(self):
        peer = self.peer()
        uuid = self.run_.uuid
        self.reports.ipai_report_step(uuid, [self.step(state="running")])
        self.run_.action_cancel()
        self.commit()
        self.assertEqual(peer.requests[0].path, f"/agents/runs/{uuid}/cancel")
        answer = self.reports.ipai_report_step(uuid, [self.step(2, "on", "running")])
        self.assertEqual(answer, {"state": "cancelled"})
        self.assertEqual(self.run_.step_ids.mapped("state"), ["skipped"])
        with self.assertRaises(UserError):
            self.run_.action_cancel()
        self.run_.action_retry()
        self.assertEqual((self.run_.state, self.run_.attempts), ("queued", 2))

    def test_a_failed_run_starts_where_it_stopped(self):
        uuid = self.run_.uuid
        failed = self.step(state="failed", error="The paper is wet.")
        self.reports.ipai_report_step(uuid, [self.step(state="running")])
        self.reports.ipai_report_state(
            uuid, "failed", error="The paper is wet.", steps=[failed]
        )
        self.assertEqual((self.run_.state, bool(self.run_.ended_at)), ("failed", True))
        self.run_.action_retry()
        self.commit()
        self.reports.ipai_report_step(uuid, [self.step(state="running")])
        self.assertEqual((self.run_.state, self.run_.error), ("running", False))
        self.assertEqual(self.run_.step_ids.state, "running")

    def test_the_record_hears_of_it(self):
        heard = []
        partners = type(self.env["res.partner"])
        hook = lambda record, run: heard.append((record, run.state))  # noqa: E731
        with patch.object(partners, "_ipai_agent_changed", hook, create=True):
            uuid = self.run_.uuid
            self.reports.ipai_report_step(uuid, [self.step(state="running")])
            self.reports.ipai_report_state(uuid, "waiting", question="Well?")
            self.reports.ipai_report_state(uuid, "waiting", question="Well?")
            self.run_._answer({})
            self.reports.ipai_report_state(uuid, "done", answers=1)
        self.assertEqual(heard, [(self.partner, "waiting"), (self.partner, "done")])

    def test_unknown_states_and_runs_are_refused(self):
        with self.assertRaises(UserError):
            self.reports.ipai_report_state(self.run_.uuid, "tired")
        with self.assertRaises(UserError):
            self.reports.ipai_report_step("no-such-run", [])


@tagged("post_install", "-at_install")
class TestRights(AgentCase):
    def setUp(self):
        super().setUp()
        self.peer()
        self.owner = new_test_user(self.env, "c_owner", "base.group_user")
        self.other = new_test_user(self.env, "c_other", "base.group_user")
        self.analyst = new_test_user(self.env, "c_analyst", "ipai_base.group_analyst")
        self.run_ = (
            self.runs.with_user(self.owner).sudo()._begin("sorting", self.partner, {})
        )
        self.assertEqual(self.run_.user_id, self.owner)

    def test_people_see_their_own_and_analysts_all(self):
        self.assertTrue(self.runs.with_user(self.owner).search([]))
        self.assertFalse(
            self.runs.with_user(self.other).search([("id", "=", self.run_.id)])
        )
        self.assertTrue(
            self.runs.with_user(self.analyst).search([("id", "=", self.run_.id)])
        )
        with self.assertRaises(AccessError):
            self.run_.with_user(self.other).action_cancel()
        self.run_.with_user(self.owner).action_cancel()
        self.run_.with_user(self.analyst).action_retry()
        self.assertEqual(self.run_.state, "queued")

    def test_another_company_does_not_see_it(self):
        self.run_.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertFalse(
            self.runs.with_user(self.analyst).search([("id", "=", self.run_.id)])
        )

    def test_nobody_writes_runs_by_hand(self):
        for user in (self.owner, self.analyst, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError), mute_logger("odoo.models"):
                self.run_.with_user(user).write({"state": "done"})

    def test_only_the_service_user_reports(self):
        for user in (self.owner, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                self.runs.with_user(user).ipai_report_state(self.run_.uuid, "done")

    def test_only_administrators_switch_agents(self):
        with self.assertRaises(AccessError):
            self.agent.with_user(self.analyst).is_enabled = False
        self.agent.with_user(self.env.ref("base.user_admin")).is_enabled = False
