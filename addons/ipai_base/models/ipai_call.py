# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ipai_call_state import DONE, FAILED, QUEUED, RUNNING, STATES

RUNNING_HOURS = 1
RETENTION_DAYS = 90
FORGET_AT_ONCE = 10_000


class IpaiCall(models.Model):
    """One call of Odoo to the sidecar: who, what, about which record, how it ended."""

    _name = "ipai.call"
    _inherit = ["ipai.call.recording", "ipai.call.result"]
    _description = "Call to the Sidecar"
    _order = "started_at desc, id desc"
    _rec_name = "purpose"
    _log_access = False  # its own times and user; no further keys to res_users

    uuid = fields.Char("Call number", required=True, readonly=True)
    purpose = fields.Char(required=True, readonly=True)
    method = fields.Char(required=True, readonly=True)
    path = fields.Char(required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "User", readonly=True, index=True)
    login = fields.Char(readonly=True, help="Login of the user when the call was made.")
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    res_model = fields.Char("Record model", readonly=True)
    res_id = fields.Many2oneReference(
        "Record number", model_field="res_model", readonly=True
    )
    record_name = fields.Char("Record", compute="_compute_record_name")
    files = fields.Char(readonly=True, help="Names and sizes of the files sent.")
    started_at = fields.Datetime("Started", required=True, readonly=True, index=True)
    ended_at = fields.Datetime("Ended", readonly=True)
    duration = fields.Float("Seconds", digits=(12, 2), readonly=True, aggregator="avg")
    attempts = fields.Integer(
        readonly=True,
        help="How often the request was sent. It is repeated only when the sidecar "
        "cannot have received it, or when it only reads.",
    )
    status = fields.Integer("HTTP status", readonly=True, aggregator=None)
    code = fields.Char("Problem code", readonly=True)
    error = fields.Text(readonly=True)
    job = fields.Char("Job of the sidecar", readonly=True)
    result = fields.Text(readonly=True, help="What the sidecar sent when it was done.")
    expires_at = fields.Datetime(
        readonly=True, help="Until when the sidecar may send the result."
    )
    token_hash = fields.Char(readonly=True, groups=fields.NO_ACCESS)

    _sql_constraints = [
        ("uuid_unique", "UNIQUE(uuid)", "Every call has a number of its own."),
    ]

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        for call in self:
            record = call._record()
            readable = record and record.has_access("read")
            call.record_name = record.display_name if readable else False

    def _record(self):
        """The record the call is about, None when there is none (any more)."""
        self.ensure_one()
        if not self.res_id or self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def action_open_record(self):
        """Open the record the call is about."""
        record = self._record()
        if not record:
            raise UserError(
                self.env._("The record of this call no longer exists or was not saved.")
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    @api.model
    def _retention_days(self):
        parameters = self.env["ir.config_parameter"].sudo()
        return int(
            parameters.get_param("ipai_base.call_retention_days", RETENTION_DAYS)
        )

    @api.model
    def _cron_forget_calls(self):
        """Delete ended calls older than the retention; 0 days keeps them for ever."""
        days = self._retention_days()
        if days <= 0:
            return
        before = fields.Datetime.now() - timedelta(days=days)
        old = [("state", "in", (DONE, FAILED)), ("started_at", "<", before)]
        self.search(old, order="id", limit=FORGET_AT_ONCE).unlink()
        if self.search_count(old, limit=1):
            self.env.ref("ipai_base.ir_cron_forget_calls")._trigger()

    @api.model
    def _cron_expire_calls(self):
        """Close calls whose result never came, and tell the record they were for."""
        now = fields.Datetime.now()
        for call in self.search([("state", "=", QUEUED), ("expires_at", "<", now)]):
            call._close_unanswered(
                self.env._(
                    "The sidecar did not send the result in time. Look whether its "
                    "worker runs, then start the task again."
                )
            )
        abandoned = now - timedelta(hours=RUNNING_HOURS)
        for call in self.search(
            [("state", "=", RUNNING), ("started_at", "<", abandoned)]
        ):
            call._close_unanswered(
                self.env._(
                    "Odoo stopped before the sidecar answered. Look whether the work "
                    "was done before you try again."
                )
            )
