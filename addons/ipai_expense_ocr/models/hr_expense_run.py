# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .hr_expense import FAILED, PENDING, READ, REVIEW

AGENT = "expense"
LIVE = ("queued", "running", "waiting")
# What a user who comes back to the screen still wants to see.
RECENT = timedelta(minutes=10)
MOST_SHOWN = 500
# So many forgotten receipts are taken up in one go of the scheduler.
CRON_EXPENSES = 100


class HrExpense(models.Model):
    """The run of the expense agent that reads and checks a receipt."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    ipai_run_id = fields.Many2one(
        "ipai.agent.run",
        string="Run",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    ipai_run_state = fields.Selection(related="ipai_run_id.state", string="Run State")
    ipai_run_error = fields.Text(related="ipai_run_id.error", string="Problem of Run")
    ipai_run_seconds = fields.Float(related="ipai_run_id.seconds")
    ipai_problem = fields.Text(string="Message", compute="_compute_ipai_problem")
    ipai_next_attempt_at = fields.Datetime(
        related="ipai_run_id.next_attempt_at", string="Next Attempt"
    )
    ipai_attempts = fields.Integer(
        string="Attempts to Read",
        copy=False,
        readonly=True,
        help="How often reading was asked for.",
    )

    @api.depends(
        "ipai_message",
        "ipai_duplicate_note",
        "ipai_run_id.error",
        "ipai_run_id.question",
    )
    def _compute_ipai_problem(self):
        for expense in self:
            run = expense.sudo().ipai_run_id
            doubts = (expense.ipai_message, expense.ipai_duplicate_note)
            said = "\n".join(filter(None, doubts))
            expense.ipai_problem = said or run.error or run.question

    def ipai_read(self):
        """Have the receipts read that were not read yet and are not on their way.

        Returns at once: the agent reports what became of them. An expense and its
        receipt stay whatever happens.

        :return: [{id, name, state, message}] in the order of self
        """
        self.check_access("write")
        for expense in self:
            if expense.ipai_state not in (READ, REVIEW):
                expense._ipai_check_readable()
                if not expense._ipai_hurry():
                    expense._ipai_make_pending()
        return [
            {
                "id": expense.id,
                "name": expense.name,
                "state": expense.ipai_state,
                "message": expense.ipai_message or expense.ipai_run_error or "",
            }
            for expense in self
        ]

    @api.model
    def ipai_reading_progress(self, ids=None):
        """How far the reading of receipts is, for a progress bar.

        :param ids: expenses; None for those of the user that wait, or changed within
            the last ten minutes
        :return: [{id, name, state, message, step: what the agent does just now or
            False, stopped: whether nobody answers and the scheduler tries again}]; what
            was deleted meanwhile is left out
        """
        expenses = self.browse(ids).exists() if ids is not None else self._ipai_recent()
        expenses = expenses._filtered_access("read")
        runs = expenses.sudo().ipai_run_id
        steps = dict(
            self.env["ipai.agent.step"]
            .sudo()
            ._read_group(
                [("run_id", "in", runs.ids), ("state", "=", "running")],
                ["run_id"],
                ["title:array_agg"],
            )
        )
        return [
            expense._ipai_progress(steps.get(expense.sudo().ipai_run_id))
            for expense in expenses
        ]

    def _ipai_progress(self, titles):
        run = self.sudo().ipai_run_id
        waits = self.ipai_state == PENDING and run.state == "queued"
        problem = run.error if waits and run.unanswered else False
        return {
            "id": self.id,
            "name": self.name,
            "state": self.ipai_state,
            "message": self.ipai_message or problem or "",
            "step": titles[-1] if titles else False,
            "stopped": bool(problem),
        }

    def _ipai_recent(self):
        since = fields.Datetime.now() - RECENT
        return self.search(
            [
                ("employee_id.user_id", "=", self.env.uid),
                "|",
                ("ipai_state", "=", PENDING),
                "&",
                ("ipai_state", "!=", False),
                ("write_date", ">=", since),
            ],
            order="id",
            limit=MOST_SHOWN,
        )

    def action_ipai_read(self):
        """Have the receipts read (again); the web client shows the progress."""
        self.check_access("write")
        for expense in self:
            expense._ipai_check_readable()
        self._ipai_make_pending()
        return {
            "type": "ir.actions.client",
            "tag": "ipai_read_receipts",
            "params": {"ids": self.ids},
        }

    def _ipai_check_readable(self):
        """Refuse, with a sentence, what no reading may change."""
        self.ensure_one()
        if self.ipai_receipt_mode == "off":
            raise UserError(
                self.env._(
                    "Reading receipts is switched off for %(company)s. An "
                    "administrator can switch it on under Settings > Workbench.",
                    company=self.company_id.name,
                )
            )
        if not self._ipai_is_open():
            raise UserError(
                self.env._(
                    "“%(expense)s” is already submitted, so its receipt is not read "
                    "again. Reset it to draft first.",
                    expense=self.name,
                )
            )

    def _ipai_hurry(self):
        """Whether the receipt is on its way already; when nobody answered the last
        time, the sidecar is asked at once."""
        self.ensure_one()
        run = self.sudo().ipai_run_id
        if self.ipai_state != PENDING or run.state not in LIVE:
            return False
        if run.state == "queued" and run.errand and run.error:
            run.action_retry()
        return True

    def _ipai_make_pending(self):
        """Begin a run of the agent for each receipt; an earlier run is given up."""
        for expense in self:
            if expense.message_main_attachment_id:
                expense._ipai_begin_run()
            else:
                expense._ipai_fail(self.env._("Attach a receipt, then read it."))

    def _ipai_begin_run(self, state=PENDING):
        """Begin a run; the one before must not report on this expense any more."""
        self.ensure_one()
        former = self.sudo().ipai_run_id
        run = self.env["ipai.agent.run"]._begin(AGENT, self, {"expense_id": self.id})
        self.with_context(ipai_reading=True).write(
            {
                "ipai_state": state,
                "ipai_message": False if state == PENDING else self.ipai_message,
                "ipai_attempts": self.ipai_attempts + 1,
                "ipai_run_id": run.id,
                "ipai_notified_at": False,
            }
        )
        if former.state in LIVE:
            former.action_cancel()

    def _ipai_agent_user(self):
        """Who owns the runs on this expense: the employee it is of."""
        return self.sudo().employee_id.user_id

    def _ipai_agent_changed(self, run):
        """A run waits for a person or has ended."""
        self.ensure_one()
        expense = self._ipai_as_system()
        if run != expense.ipai_run_id:
            return
        expense.with_context(ipai_reading=True).ipai_cost = run.cost
        if run.state == "waiting":
            expense._ipai_tell_employee()
        elif run.state in ("failed", "cancelled") and expense.ipai_state == PENDING:
            expense._ipai_fail(
                run.error or self.env._("Reading stopped. Press “Read again”.")
            )

    def _ipai_fail(self, sentence):
        """The file itself cannot be read: trying again would not help."""
        self.with_context(ipai_reading=True).write(
            {"ipai_state": FAILED, "ipai_message": sentence}
        )

    def _ipai_answer_run(self, answer):
        """Let the runs go on that wait for a person to look at these receipts."""
        for run in self.sudo().ipai_run_id:
            if run.state == "waiting":
                run._answer(answer)

    def unlink(self):
        runs = self.sudo().ipai_run_id.filtered(lambda run: run.state in LIVE)
        result = super().unlink()
        runs.action_cancel()
        return result

    def action_ipai_retry(self):
        """Try again what stopped: read what could not be read, and let a run that
        failed after reading go on where it stopped."""
        self.check_access("write")
        unread = self.filtered(
            lambda expense: (
                expense.ipai_state in (PENDING, FAILED) and expense._ipai_is_open()
            )
        )
        for expense in unread:
            if not expense._ipai_hurry():
                expense._ipai_make_pending()
        for run in (self - unread).sudo().ipai_run_id:
            if run.state in ("failed", "cancelled"):
                run.action_retry()
        return True

    def _ipai_cron_read(self):
        """Take up receipts that wait without a run, and runs that wait for a person
        although the expense was submitted meanwhile."""
        is_open = ("state", "in", self._ipai_open_states())
        forgotten = [
            ("ipai_state", "=", PENDING),
            ("ipai_run_state", "not in", LIVE),
            ("company_id.ipai_receipt_mode", "!=", "off"),
            is_open,
        ]
        for expense in self.search(forgotten, order="id", limit=CRON_EXPENSES):
            expense.with_company(expense.company_id)._ipai_make_pending()
        submitted = [("ipai_run_state", "=", "waiting"), "!", is_open]
        gone_on = self.search(submitted, order="id", limit=CRON_EXPENSES)
        gone_on._ipai_answer_run({"submitted": True})
