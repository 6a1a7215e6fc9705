# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STEP_FIELDS = (
    "title",
    "state",
    "summary",
    "output",
    "seconds",
    "cost",
    "tokens",
    "error",
)


class IpaiAgentReport(models.AbstractModel):
    """What the sidecar reports of a run. A report that comes twice changes nothing."""

    _name = "ipai.agent.report"
    _description = "Reports of Agents"

    @api.model
    def ipai_report_step(self, run_uuid, steps):
        """Write down steps of a run: those that ended since, and the one that begins.

        :param steps: [{sequence, name, title, state, summary, output, seconds, cost,
            tokens, error}], or one such step; the cost is a decimal string (USD)
        :return: {state} of the run; the sidecar stops when it is cancelled
        """
        run = self._reported_run(run_uuid)
        if run.state not in ("done", "cancelled"):
            news = [
                run._report_one(step)
                for step in ([steps] if isinstance(steps, dict) else steps)
            ]
            if "running" in news and run.state != "running":
                run._resume()
        return {"state": run.state}

    @api.model
    def ipai_report_state(
        self, run_uuid, state, question=None, error=None, answers=0, steps=()
    ):
        """Write down that a run waits for a person, is done, failed or was cancelled.

        :param answers: how many answers the run had got; a report that is older than
            the last answer is left aside
        :param steps: as for `ipai_report_step`, written first
        :return: {state} of the run
        """
        if state not in ("waiting", "done", "failed", "cancelled"):
            raise UserError(
                self.env._("A run cannot be reported as “%(state)s”.", state=state)
            )
        self.ipai_report_step(run_uuid, list(steps))
        run = self._reported_run(run_uuid)
        stale = state == "waiting" and answers < run.answers
        if stale or run.state in ("done", "cancelled", state):
            return {"state": run.state}
        run.write({"error": error or False, "reported_at": fields.Datetime.now()})
        if state == "waiting":
            run.write({"state": state, "question": question})
            run._tell_record()
        else:
            run._end(state)
        return {"state": run.state}

    def _reported_run(self, run_uuid):
        if not (self.env.su or self.env.user.has_group("ipai_base.group_service")):
            raise AccessError(
                self.env._("Only the Workbench service user may report on runs.")
            )
        run = self.sudo().search([("uuid", "=", run_uuid)])
        if not run:
            raise UserError(
                self.env._("There is no run with the number %(uuid)s.", uuid=run_uuid)
            )
        return run.with_company(run.company_id)

    def _report_one(self, step):
        """Write one step; its state when that was news, else None."""
        self.ensure_one()
        key = [
            ("run_id", "=", self.id),
            ("sequence", "=", step["sequence"]),
            ("name", "=", step["name"]),
        ]
        values = {name: step[name] for name in STEP_FIELDS if name in step}
        known = self.env["ipai.agent.step"].search(key)
        if not known:
            self.env["ipai.agent.step"].create(
                {
                    "run_id": self.id,
                    "sequence": step["sequence"],
                    "name": step["name"],
                    "started_at": fields.Datetime.now(),
                    **values,
                }
            )
            return values["state"]
        if known.state in ("done", values["state"]):
            return None
        known.write(values)
        return values["state"]

    def _resume(self):
        """A step runs: so does the run."""
        now = fields.Datetime.now()
        self.write(
            {
                "state": "running",
                "started_at": self.started_at or now,
                "reported_at": now,
                "ended_at": False,
                "question": False,
                "error": False,
            }
        )
