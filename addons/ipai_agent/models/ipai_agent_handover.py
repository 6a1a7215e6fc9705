# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from contextlib import contextmanager
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from odoo.addons.ipai_base.exceptions import SidecarError, SidecarProblem

_logger = logging.getLogger(__name__)

# Minutes to wait after each try that got no answer: the sidecar may be restarting, or
# be down for the night. After the last one a person has to ask again.
WAITS = (1, 2, 5, 15, 60, 240, 480)
# So many runs are handed over before the user's request ends; the scheduler, which is
# woken at the same moment, takes the others.
AT_ONCE = 5
CRON_RUNS = 50
# Without news for so long the sidecar is asked what became of a run.
SILENCE = timedelta(minutes=10)
TIMEOUT = 20


class IpaiAgentHandover(models.AbstractModel):
    """How runs get to the sidecar, and how those are found that it lost.

    An errand (begin, answer, cancel) is written with the record's own change, and
    carried out when that is committed: at once, or by the scheduler. The sidecar knows
    a run by its number and takes each errand once, so an errand may be repeated.
    """

    _name = "ipai.agent.handover"
    _description = "Handing Runs of Agents Over"

    errand = fields.Selection(
        [("begin", "Begin"), ("answer", "Answer"), ("cancel", "Cancel")],
        readonly=True,
        help="What the sidecar has not been told yet.",
    )
    next_attempt_at = fields.Datetime("Next try", readonly=True, index=True)
    unanswered = fields.Integer(
        readonly=True, help="Tries in a row that got no answer from the sidecar."
    )
    handed_at = fields.Datetime("Handed over", readonly=True)

    def _send(self, errand, wait=timedelta()):
        """Have the sidecar told of an errand once the present change is committed."""
        due = fields.Datetime.now() + wait
        self.write({"errand": errand, "unanswered": 0, "next_attempt_at": due})
        self._wake(at=due)
        if not wait:
            self._carry_out_after_commit()

    def _wake(self, at=None):
        """Have the scheduler look for errands."""
        cron = self.env.ref("ipai_agent.ir_cron_hand_over", raise_if_not_found=False)
        if cron and self:
            cron.sudo()._trigger(at=at)

    def _carry_out_after_commit(self):
        postcommit = self.env.cr.postcommit
        waiting = postcommit.data.setdefault("ipai_agent_runs", [])
        if not waiting:
            postcommit.add(self.env[self._name]._carry_out_committed)
        waiting += self.ids

    def _carry_out_committed(self):
        run_ids = self.env.cr.postcommit.data.pop("ipai_agent_runs", [])
        for run_id in dict.fromkeys(run_ids[:AT_ONCE]):
            try:
                if not self._carry_out(run_id):
                    return  # the sidecar is away; the scheduler tries again
            except Exception:
                # The user's change is committed; the scheduler repeats the errand.
                _logger.exception("Run %s was not handed over", run_id)
                return

    @contextmanager
    def _own_transaction(self):
        with self.env.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})[self._name]

    def _carry_out(self, run_id):
        """Tell the sidecar of the errand of one run; false when it did not answer.

        The errand counts as done before it is sent, for the sidecar may report on the
        run at once; when the answer is an error it is put back.
        """
        with self._own_transaction() as runs:
            errand = runs._take_errand(run_id)
        if not errand:
            return True
        try:
            with self._own_transaction() as runs:
                runs.browse(run_id)._tell_sidecar(errand)
        except SidecarProblem as problem:
            if problem.status == 404 and errand == "answer":
                # The sidecar's records were lost, ours are not.
                with self._own_transaction() as runs:
                    runs.browse(run_id)._send("begin")
                return True
            is_final = (problem.status or 500) < 500
            with self._own_transaction() as runs:
                runs.browse(run_id)._not_taken(errand, str(problem), is_final=is_final)
            return is_final
        except SidecarError as error:
            with self._own_transaction() as runs:
                runs.browse(run_id)._not_taken(errand, str(error))
            return False
        return True

    def _take_errand(self, run_id):
        """The errand of a run, marked as done; None when another process has it."""
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id = %s AND errand IS NOT NULL "
                "FOR UPDATE SKIP LOCKED",
                SQL.identifier(self._table),
                run_id,
            )
        )
        if not self.env.cr.fetchone():
            return None
        run = self.browse(run_id)
        errand = run.errand
        if errand == "begin" and not run.agent_id.is_enabled:
            return None
        now = fields.Datetime.now()
        run.write({"errand": False, "handed_at": now, "reported_at": now})
        if run.state == "queued":
            run.error = False
        return errand

    def _tell_sidecar(self, errand):
        """Send an errand; raises SidecarError."""
        sidecar = self.env["ipai.sidecar"].with_user(self.user_id or self.env.user)
        options = {"record": self, "timeout": TIMEOUT, "scopes": ("agents:run",)}
        if errand == "begin":
            sidecar.call(
                "POST",
                f"/agents/{self.agent_id.code}/runs",
                json={
                    "run": self.uuid,
                    "attempt": self.attempts,
                    "answers": self.answers,
                    "input": self.input,
                },
                purpose=self.env._("Begin run"),
                **options,
            )
        elif errand == "answer":
            sidecar.call(
                "POST",
                f"/agents/runs/{self.uuid}/answer",
                json={"answer": self.answer, "number": self.answers},
                purpose=self.env._("Answer run"),
                **options,
            )
        else:
            sidecar.call(
                "POST",
                f"/agents/runs/{self.uuid}/cancel",
                purpose=self.env._("Cancel run"),
                **options,
            )

    def _not_taken(self, errand, sentence, *, is_final=False):
        """The sidecar did not take the errand: try again later, or give up."""
        if self.state != "queued" and errand != "cancel":
            return  # it took it after all, and has reported since
        unanswered = self.unanswered + 1
        given_up = unanswered > len(WAITS)
        if errand == "cancel":
            # Here it is cancelled already; the sidecar learns it at the next step.
            if not (is_final or given_up):
                self._try_again(errand, unanswered)
        elif is_final or given_up:
            if given_up and not is_final:
                sentence = self.env._(
                    "Gave up after %(attempts)s tries. %(reason)s Then press “Retry”.",
                    attempts=unanswered,
                    reason=sentence,
                )
            self.write({"error": sentence, "handed_at": False})
            self._end("failed")
        else:
            self.write({"error": sentence, "handed_at": False})
            self._try_again(errand, unanswered)

    def _try_again(self, errand, unanswered):
        due = fields.Datetime.now() + timedelta(minutes=WAITS[unanswered - 1])
        self.write({"errand": errand, "unanswered": unanswered, "next_attempt_at": due})
        self._wake(at=due)

    @api.model
    def _cron_hand_over(self):
        """Carry out the errands that are due, oldest first; a sidecar that does not
        answer is asked once."""
        due = [
            ("errand", "!=", False),
            ("next_attempt_at", "<=", fields.Datetime.now()),
            "|",
            ("agent_id.is_enabled", "=", True),
            ("errand", "!=", "begin"),
        ]
        runs = self.search(due, order="next_attempt_at, id", limit=CRON_RUNS)
        done = 0
        for run in runs:
            done += 1
            if not self._carry_out(run.id):
                break
        else:
            if len(runs) == CRON_RUNS:
                self._wake()
        return done

    @api.model
    def _cron_find_lost(self):
        """Ask the sidecar about runs it took and then said nothing of."""
        silent = self.search(
            [
                ("state", "in", ("queued", "running")),
                ("errand", "=", False),
                ("reported_at", "<", fields.Datetime.now() - SILENCE),
            ],
            order="reported_at, id",
            limit=CRON_RUNS,
        )
        for run in silent:
            try:
                run._ask_about()
            except SidecarProblem as problem:
                run.reported_at = fields.Datetime.now()
                if problem.status == 404:
                    run._send("begin")
                else:
                    _logger.warning("Run %s: %s", run.uuid, problem)
            except SidecarError:
                return False  # it is away: what it knows it will tell later
        return True

    def _ask_about(self):
        """Take over what the sidecar says of the run."""
        answer = self.env["ipai.sidecar"].call(
            "GET",
            f"/agents/runs/{self.uuid}",
            record=self,
            purpose=self.env._("Ask about run"),
            timeout=TIMEOUT,
            scopes=("agents:read",),
        )
        self.reported_at = fields.Datetime.now()
        if answer["state"] in ("waiting", "done", "failed", "cancelled"):
            self.env[self._name].ipai_report_state(
                self.uuid,
                answer["state"],
                question=answer["question"],
                error=answer["error"],
                answers=answer["answers"],
            )
