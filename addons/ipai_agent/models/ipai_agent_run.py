# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

QUEUED, RUNNING, WAITING = "queued", "running", "waiting"
DONE, FAILED, CANCELLED = "done", "failed", "cancelled"
STATES = [
    (QUEUED, "Queued"),
    (RUNNING, "Running"),
    (WAITING, "Waiting for a person"),
    (DONE, "Done"),
    (FAILED, "Failed"),
    (CANCELLED, "Cancelled"),
]
ENDED = (DONE, FAILED, CANCELLED)


class IpaiAgentRun(models.Model):
    """One run of an agent on one record, from the order to its end."""

    _name = "ipai.agent.run"
    _inherit = ["ipai.agent.handover", "ipai.agent.report"]
    _description = "Run of an Agent"
    _order = "id desc"

    uuid = fields.Char("Run number", required=True, readonly=True)
    agent_id = fields.Many2one(
        "ipai.agent", required=True, readonly=True, index=True, ondelete="restrict"
    )
    res_model = fields.Char("Record model", readonly=True)
    res_id = fields.Many2oneReference(
        "Record number", model_field="res_model", readonly=True, index=True
    )
    record_name = fields.Char("Record", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    user_id = fields.Many2one("res.users", "User", readonly=True, index=True)
    state = fields.Selection(STATES, required=True, readonly=True, index=True)
    input = fields.Json(readonly=True)
    question = fields.Text(
        readonly=True, help="What the agent waits for a person to do or to say."
    )
    answer = fields.Json(readonly=True)
    answers = fields.Integer(readonly=True, help="How often a person answered.")
    error = fields.Text("Problem", readonly=True)
    attempts = fields.Integer(readonly=True, help="How often the run was started.")
    started_at = fields.Datetime("Started", readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)
    reported_at = fields.Datetime("Last news", readonly=True)
    seconds = fields.Float(
        digits=(12, 2),
        compute="_compute_totals",
        store=True,
        help="Time its steps took, without waiting.",
    )
    cost = fields.Float(
        "Cost (USD)", digits=(16, 6), compute="_compute_totals", store=True
    )
    tokens = fields.Integer(compute="_compute_totals", store=True)
    step_ids = fields.One2many("ipai.agent.step", "run_id", readonly=True)

    _sql_constraints = [
        ("uuid_unique", "UNIQUE(uuid)", "Every run has a number of its own."),
    ]

    @api.depends("step_ids.seconds", "step_ids.cost", "step_ids.tokens")
    def _compute_totals(self):
        for run in self:
            run.seconds = sum(run.step_ids.mapped("seconds"))
            run.cost = sum(run.step_ids.mapped("cost"))
            run.tokens = sum(run.step_ids.mapped("tokens"))

    @api.depends("agent_id.name", "record_name")
    def _compute_display_name(self):
        for run in self:
            names = (run.agent_id.name, run.record_name)
            run.display_name = ": ".join(name for name in names if name)

    @api.model
    def _begin(self, agent_code, record, input, wait=timedelta()):  # pylint: disable=redefined-builtin
        """Order a run of an agent on a record; the sidecar gets it after the commit.

        When the record's model has ``_ipai_agent_user()`` that user owns the run, else
        whoever is signed in. ``_ipai_agent_changed(run)`` of the record is called when
        the run waits for a person and when it ends.

        :param input: JSON the agent gets, as its input model says
        :param wait: how long to leave the run alone before it is handed over
        :return: the run, state queued
        """
        record.ensure_one()
        agent = self.env["ipai.agent"]._by_code(agent_code)
        owner = (
            record._ipai_agent_user()
            if hasattr(record, "_ipai_agent_user")
            else self.env.user
        )
        company = record.company_id if "company_id" in record._fields else False
        run = self.sudo().create(
            {
                "uuid": str(uuid.uuid4()),
                "agent_id": agent.id,
                "res_model": record._name,
                "res_id": record.id,
                "record_name": record.display_name,
                "company_id": (company or self.env.company).id,
                "user_id": (owner or self.env.user).id,
                "state": QUEUED,
                "input": input,
                "attempts": 1,
            }
        )
        run._send("begin", wait=wait)
        return self.browse(run.id)

    def _answer(self, answer):
        """Let a waiting run go on with a person's answer (JSON); it is handed over
        after the commit, so the run finds what the person changed."""
        self.ensure_one()
        run = self.sudo()
        if run.state != WAITING:
            raise UserError(
                self.env._(
                    "This run does not wait for an answer; it is %(state)s.",
                    state=run._state_label(),
                )
            )
        run.write(
            {
                "state": QUEUED,
                "answer": answer,
                "answers": run.answers + 1,
                "question": False,
            }
        )
        run._send("answer")
        return True

    def action_answer(self):
        """Tell a waiting run that what it asked for is done; it looks again."""
        self._check_may_steer()
        for run in self:
            run._answer({"by": self.env.user.name})
        return True

    def action_cancel(self):
        """Stop a run for good; what its steps did already stays."""
        self._check_may_steer()
        for run in self.sudo():
            if run.state in ENDED:
                raise UserError(
                    self.env._(
                        "This run has already ended; it is %(state)s.",
                        state=run._state_label(),
                    )
                )
            never_sent = run.errand == "begin" and not run.handed_at
            run.write(
                {
                    "error": self.env._(
                        "Cancelled by %(user)s.", user=self.env.user.name
                    ),
                    "errand": False,
                }
            )
            run._end(CANCELLED)
            if not never_sent:
                run._send("cancel")
        return True

    def action_retry(self):
        """Start failed or cancelled runs again where they stopped, and ask at once for
        those that wait to be taken over."""
        self._check_may_steer()
        for run in self.sudo():
            if run.state in (FAILED, CANCELLED):
                run.write(
                    {
                        "state": QUEUED,
                        "attempts": run.attempts + 1,
                        "error": False,
                        "ended_at": False,
                    }
                )
                run._send("begin")
            elif run.state == QUEUED and run.errand:
                run._send(run.errand)
            else:
                raise UserError(
                    self.env._(
                        "Only a failed or cancelled run can be started again; this one "
                        "is %(state)s.",
                        state=run._state_label(),
                    )
                )
        return True

    def _check_may_steer(self):
        """Only owners, analysts and those who may change the record steer a run."""
        self.check_access("read")
        if self.env.su or self.env.user.has_group("ipai_base.group_analyst"):
            return
        for run in self:
            record = run._record()
            may_write = record is not None and record.has_access("write")
            if run.user_id != self.env.user and not may_write:
                raise AccessError(
                    self.env._("Only those who may change the record steer its runs.")
                )

    def action_open_record(self):
        """Open the record the run is about."""
        self.ensure_one()
        record = self._record()
        if not record:
            raise UserError(self.env._("The record of this run no longer exists."))
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _record(self):
        """The record the run is about, None when there is none (any more)."""
        self.ensure_one()
        if not self.res_id or self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def _end(self, state):
        """Close the run, and its open steps with it."""
        self.write(
            {"state": state, "question": False, "ended_at": fields.Datetime.now()}
        )
        closed = {CANCELLED: "skipped", FAILED: "failed"}.get(state)
        if closed:
            open_steps = self.step_ids.filtered(
                lambda step: step.state in (RUNNING, WAITING)
            )
            open_steps.write({"state": closed})
        self._tell_record()

    def _tell_record(self):
        """Let the record know that its run waits or has ended."""
        for run in self.sudo():
            record = run._record()
            if record is None:
                continue
            run.record_name = record.display_name
            if hasattr(record, "_ipai_agent_changed"):
                record.with_company(run.company_id)._ipai_agent_changed(run)

    def _state_label(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels[self.state].lower()
