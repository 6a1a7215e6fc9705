# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ipai_base.exceptions import SidecarError, SidecarProblem

from .hr_expense import FAILED, PENDING, READ, REVIEW

_logger = logging.getLogger(__name__)

# Minutes to wait after each attempt that got no answer: the sidecar may be restarting,
# or be down for the night. After the last one a person has to ask again.
WAITS = (2, 5, 15, 60, 240, 480)
# A page takes seconds; a 15-page PDF on a busy machine may take a minute.
READ_TIMEOUT = 120


class HrExpense(models.Model):
    """How a receipt gets read."""

    # One concern a file, though pylint would rather have one file a model.
    _inherit = "hr.expense"  # pylint: disable=consider-merging-classes-inherited

    ipai_attempts = fields.Integer(string="Attempts to Read", copy=False)
    ipai_next_attempt_at = fields.Datetime(string="Next Attempt", copy=False)

    def ipai_read(self):
        """Read the receipts that were not read yet, one call to the sidecar each.

        Whatever happens, the expense and its receipt stay: it waits when the sidecar
        gave no answer, and says why when the file cannot be read.

        :return: [{id, name, state, message}] in the order of self
        """
        self.check_access("write")
        for expense in self:
            if expense.ipai_state not in (READ, REVIEW):
                expense._ipai_read_one()
        return [
            {
                "id": expense.id,
                "name": expense.name,
                "state": expense.ipai_state,
                "message": expense.ipai_message or "",
            }
            for expense in self
        ]

    def _ipai_read_one(self):
        self._ipai_check_readable()
        if not self._ipai_lock():
            return
        receipt = self.message_main_attachment_id
        if not receipt:
            self._ipai_fail(self.env._("Attach a receipt, then read it."))
            return
        try:
            reading = self.env["ipai.sidecar"].call(
                "POST",
                "/documents/receipts",
                files=[("file", receipt.name, receipt.raw or b"", receipt.mimetype)],
                purpose="Read receipt",
                record=self,
                timeout=READ_TIMEOUT,
                scopes=("documents:read",),
            )
        except SidecarProblem as problem:
            if (problem.status or 500) < 500:
                self._ipai_fail(str(problem))
            else:
                self._ipai_wait(str(problem))
        except SidecarError as error:
            self._ipai_wait(str(error))
        else:
            self._ipai_fill(reading)

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
        if self.state not in self._ipai_open_states():
            raise UserError(
                self.env._(
                    "“%(expense)s” is already submitted, so its receipt is not read "
                    "again. Reset it to draft first.",
                    expense=self.name,
                )
            )

    def _ipai_lock(self):
        """Reserve the reading for this transaction; false when another one has it.

        An advisory lock, because a locked row would keep its owner from saving the
        form while the receipt is being read.
        """
        self.env.cr.execute(
            "SELECT pg_try_advisory_xact_lock(hashtext('ipai_expense_ocr'), %s)",
            (self.id,),
        )
        return self.env.cr.fetchone()[0]

    def _ipai_fail(self, sentence):
        """The file itself cannot be read: trying again would not help."""
        self.write(
            {
                "ipai_state": FAILED,
                "ipai_message": sentence,
                "ipai_next_attempt_at": False,
            }
        )

    def _ipai_wait(self, sentence):
        """No answer this time: try again later, less and less often."""
        attempts = self.ipai_attempts + 1
        if attempts > len(WAITS):
            self._ipai_fail(
                self.env._(
                    "Gave up after %(attempts)s attempts. %(reason)s Then press "
                    "“Read again”.",
                    attempts=attempts,
                    reason=sentence,
                )
            )
            return
        minutes = WAITS[attempts - 1]
        self.write(
            {
                "ipai_state": PENDING,
                "ipai_message": sentence,
                "ipai_attempts": attempts,
                "ipai_next_attempt_at": fields.Datetime.now()
                + timedelta(minutes=minutes),
            }
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

    def action_ipai_confirm(self):
        """A person looked at the marked values and found them right."""
        self.filtered(lambda expense: expense.ipai_state == REVIEW).write(
            {"ipai_state": READ, "ipai_low_confidence": False, "ipai_message": False}
        )
        return True

    def action_ipai_create_vendor(self):
        """Create the vendor that the receipt names and put it on the expense."""
        self.ensure_one()
        if not self.ipai_vendor_name:
            raise UserError(self.env._("Enter the name of the vendor first."))
        address = ((self.ipai_reading or {}).get("fields") or {}).get("address") or {}
        self.vendor_id = self.env["res.partner"].create(
            {
                "name": self.ipai_vendor_name,
                "vat": self.ipai_tin,
                "street": address.get("value"),
                "company_type": "company",
                "supplier_rank": 1,
                "country_id": self.company_id.account_fiscal_country_id.id,
            }
        )
        return True

    def _ipai_make_pending(self, wait=timedelta()):
        """Queue the receipts; ``wait`` leaves the first attempt to the browser."""
        due = fields.Datetime.now() + wait
        self.write(
            {
                "ipai_state": PENDING,
                "ipai_message": False,
                "ipai_attempts": 0,
                "ipai_next_attempt_at": due,
            }
        )
        cron = self.env.ref("ipai_expense_ocr.ir_cron_read_receipts", False)
        if cron and self:
            cron.sudo()._trigger(at=due)

    def _ipai_cron_read(self):
        """Read the oldest receipt that is due; the scheduler commits, then comes back
        for the next one until none is left."""
        due = [
            ("ipai_state", "=", PENDING),
            ("ipai_next_attempt_at", "<=", fields.Datetime.now()),
            ("state", "in", self._ipai_open_states()),
            ("company_id.ipai_receipt_mode", "!=", "off"),
        ]
        expense = self.search(due, order="ipai_next_attempt_at, id", limit=1)
        if expense:
            expense.with_company(expense.company_id)._ipai_read_or_wait()
        unanswered = expense.ipai_state == PENDING
        remaining = 0 if unanswered else self.search_count(due)
        self._ipai_tell_scheduler(len(expense), remaining)

    def _ipai_tell_scheduler(self, done, remaining):
        """Say how far the scheduled action is; 19.0 renamed the method."""
        cron = self.env["ir.cron"]
        if hasattr(cron, "_commit_progress"):
            cron._commit_progress(done, remaining=remaining)
        else:
            cron._notify_progress(done=done, remaining=remaining)

    def _ipai_read_or_wait(self):
        """Read, and let no single receipt hold up those behind it."""
        try:
            with self.env.cr.savepoint():
                self.ipai_read()
        except OperationalError:
            raise  # the scheduler tries the whole transaction again
        except UserError as error:
            self._ipai_wait(str(error))
        except Exception:
            _logger.exception("Reading the receipt of expense %s failed", self.id)
            self._ipai_wait(self.env._("Reading failed; the reason is in Odoo's log."))
