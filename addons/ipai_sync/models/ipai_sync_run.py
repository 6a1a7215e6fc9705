# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

QUEUED, DONE, FAILED = "queued", "done", "failed"
STATES = [(QUEUED, "In progress"), (DONE, "Done"), (FAILED, "Failed")]
GROUP_REFRESH = "ipai_base.group_reviewer"


class IpaiSyncRun(models.Model):
    """One refresh of the warehouse asked for in Odoo: synchronised, then built."""

    _name = "ipai.sync.run"
    _description = "Warehouse refresh"
    _order = "requested_at desc, id desc"

    requested_at = fields.Datetime(
        "Requested", default=fields.Datetime.now, required=True, readonly=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Requested by",
        default=lambda self: self.env.user,
        required=True,
        readonly=True,
    )
    state = fields.Selection(STATES, default=QUEUED, required=True, readonly=True)
    # Found, not stored: the log writes its rows in transactions of their own, which a
    # foreign key of ours would not see yet.
    call_id = fields.Many2one("ipai.call", "Call", compute="_compute_call_id")
    rows_read = fields.Integer(
        "Rows read", readonly=True, help="Row images that Odoo sent, changed or not."
    )
    rows_written = fields.Integer(
        "Rows changed", readonly=True, help="New versions kept in the warehouse."
    )
    rows_deleted = fields.Integer(
        "Rows deleted", readonly=True, help="Records that no longer exist in Odoo."
    )
    models_built = fields.Integer(
        "Models built", readonly=True, help="Tables and views that were built."
    )
    tests_passed = fields.Integer("Checks passed", readonly=True)
    seconds = fields.Float(readonly=True, digits=(12, 1), aggregator="avg")
    message = fields.Text(readonly=True)

    @api.depends("requested_at")
    def _compute_display_name(self):
        for run in self:
            moment = format_datetime(self.env, run.requested_at, dt_format="short")
            run.display_name = self.env._("Refresh of %s", moment)

    def _compute_call_id(self):
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        calls = {call.res_id: call for call in self.env["ipai.call"].search(domain)}
        for run in self:
            run.call_id = calls.get(run.id)

    @api.model
    def action_refresh(self):
        """Ask the sidecar to synchronise and build the warehouse; open the new run."""
        if not (self.env.su or self.env.user.has_group(GROUP_REFRESH)):
            raise AccessError(
                self.env._(
                    "Refreshing the warehouse is up to finance reviewers. Ask one, or "
                    "ask an administrator for that group."
                )
            )
        run = self.sudo().create({"user_id": self.env.uid})
        self.env["ipai.sidecar"].enqueue(
            "/sync/runs",
            {"build": True},
            record=run.with_env(self.env),
            purpose=self.env._("Refresh warehouse"),
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Warehouse refresh"),
            "res_model": self._name,
            "res_id": run.id,
            "views": [(False, "form")],
        }

    @api.model
    def _cron_refresh(self):
        """Refresh the warehouse by the clock."""
        self.action_refresh()

    def _ipai_call_done(self, call, result):
        """Take the figures of a finished run: {sync: {...}, build: {...}}."""
        sync = result.get("sync") or {}
        build = result.get("build") or {}
        self.sudo().write(
            {
                "state": DONE,
                "rows_read": sync.get("rows_read", 0),
                "rows_written": sync.get("rows_written", 0),
                "rows_deleted": sync.get("rows_deleted", 0),
                "models_built": build.get("models", 0),
                "tests_passed": build.get("tests", 0),
                "seconds": sync.get("seconds", 0) + build.get("seconds", 0),
                "message": build.get("message") or sync.get("message"),
            }
        )

    def _ipai_call_failed(self, call, error):
        """Keep the sentence that says why."""
        self.sudo().write({"state": FAILED, "message": error})
