# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.ipai_base.exceptions import SidecarError

KEPT_DAYS = 90
LATEST = 30
RUNNING = "running"
STATES = [
    (RUNNING, "Running"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
    ("interrupted", "Interrupted"),
]
PATH = "/transforms/builds"
READ = ("warehouse:read",)


class IpaiBuild(models.Model):
    """One build of the warehouse, as the sidecar keeps it; mirrored here to be read."""

    _name = "ipai.build"
    _description = "Build of the warehouse"
    _order = "number desc"

    number = fields.Integer(required=True, readonly=True, index=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    selection = fields.Char(
        "Models", readonly=True, help="In dbt's selection syntax; empty: all."
    )
    scope = fields.Char("What", compute="_compute_scope")
    full_refresh = fields.Boolean(
        readonly=True, help="Built from all versions, not from what changed."
    )
    started_at = fields.Datetime("Started", readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)
    duration = fields.Float(
        "Took (s)", compute="_compute_duration", store=True, aggregator="avg"
    )
    nodes_total = fields.Integer("To do", readonly=True)
    nodes_done = fields.Integer("Done so far", readonly=True)
    progress = fields.Float(compute="_compute_progress")
    rows_written = fields.Integer("Rows", readonly=True)
    megabytes_written = fields.Float("MB written", readonly=True, digits=(12, 1))
    seconds = fields.Float(
        "Computing (s)",
        readonly=True,
        digits=(12, 1),
        help="Sum over all models and checks; several run side by side.",
    )
    cost = fields.Float(
        "Cost (USD)",
        readonly=True,
        digits=(12, 4),
        help="Computing and writing at the rates of the sidecar's settings.",
    )
    message = fields.Text(readonly=True)
    cancelled_by = fields.Char(readonly=True)
    retry_of_id = fields.Many2one("ipai.build", "Repeats", readonly=True)
    node_ids = fields.One2many("ipai.build.node", "build_id", readonly=True)
    failed_count = fields.Integer(compute="_compute_failed_count", string="To look at")

    _sql_constraints = [
        ("number_unique", "unique(number)", "This build is here already."),
    ]

    @api.depends("number")
    def _compute_display_name(self):
        for build in self:
            build.display_name = self.env._("Build %s", build.number)

    @api.depends("selection")
    def _compute_scope(self):
        for build in self:
            build.scope = build.selection or self.env._("All models")

    @api.depends("started_at", "ended_at")
    def _compute_duration(self):
        for build in self:
            ended, started = build.ended_at, build.started_at
            build.duration = (
                (ended - started).total_seconds() if ended and started else 0
            )

    @api.depends("nodes_total", "nodes_done")
    def _compute_progress(self):
        for build in self:
            total = build.nodes_total
            build.progress = 100 * build.nodes_done / total if total else 0

    @api.depends("node_ids.is_good")
    def _compute_failed_count(self):
        counts = dict(
            self.env["ipai.build.node"]._read_group(
                [("build_id", "in", self.ids), ("is_good", "=", False)],
                ["build_id"],
                ["__count"],
            )
        )
        for build in self:
            build.failed_count = counts.get(build, 0)

    @api.model
    def action_open(self):
        """Bring the list up to date and open it."""
        try:
            self._mirror()
        except SidecarError as error:
            # What is here already can still be read.
            self.env.user._bus_send(
                "simple_notification",
                {"type": "warning", "message": str(error), "sticky": False},
            )
        return self.env["ir.actions.actions"]._for_xml_id(
            "ipai_workbench.ipai_build_action"
        )

    @api.model
    def _cron_mirror(self):
        """Bring the list up to date by the clock and forget what is old."""
        self._mirror()
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.search([("started_at", "<", limit)]).unlink()

    @api.model
    def _mirror(self):
        """Take over the latest builds that are new or have gone on.

        :raise SidecarError: with a sentence when the sidecar does not answer
        """
        found = self.env["ipai.sidecar"].call(
            "GET",
            PATH,
            params={"limit": LATEST, "results": False},
            purpose=self.env._("Read the builds"),
            scopes=READ,
        )
        known = {
            build.number: build
            for build in self.sudo().search(
                [("number", "in", [one["id"] for one in found])]
            )
        }
        for one in reversed(found):
            build = known.get(one["id"])
            if build and build.state != RUNNING:
                continue
            if one["state"] != RUNNING:
                one = self._fetch(one["id"])
            self._keep(one, build)
        return True

    @api.model
    def _fetch(self, number):
        return self.env["ipai.sidecar"].call(
            "GET",
            f"{PATH}/{number}",
            purpose=self.env._("Read a build"),
            scopes=READ,
        )

    @api.model
    def _keep(self, told, build):
        """Write what the sidecar told of one build; the record."""
        values = {
            name: told[name]
            for name in (
                "state",
                "selection",
                "full_refresh",
                "nodes_total",
                "nodes_done",
                "rows_written",
                "seconds",
                "message",
                "cancelled_by",
            )
        }
        values |= {
            "number": told["id"],
            "started_at": self._moment(told["started_at"]),
            "ended_at": self._moment(told["ended_at"]),
            "megabytes_written": told["bytes_written"] / 1e6,
            "cost": float(told["cost"]),
        }
        if told["retry_of"]:
            repeated = self.sudo().search([("number", "=", told["retry_of"])], limit=1)
            values["retry_of_id"] = repeated.id
        if told["results"]:
            nodes = self.env["ipai.build.node"]
            values["node_ids"] = [
                fields.Command.clear(),
                *(fields.Command.create(nodes._of(one)) for one in told["results"]),
            ]
        if build:
            build.sudo().write(values)
            return build
        return self.sudo().create(values)

    @api.model
    def _moment(self, text):
        """:return: the moment of an ISO text as Odoo stores it, False without one."""
        return text and fields.Datetime.to_datetime(text[:19].replace("T", " "))

    def follow(self, after=0):
        """What the build said after a line, and how far it is; for the screen.

        :return: {state, nodes_done, nodes_total, lines: [{id, at, level, node, line}]}
        """
        self.ensure_one()
        self.check_access("read")
        # The lines first: what comes after them is known to be there at the next call.
        lines = self.env["ipai.sidecar"].call(
            "GET",
            f"{PATH}/{self.number}/log",
            params={"after": after, "limit": 1000},
            purpose=self.env._("Follow a build"),
            scopes=READ,
        )
        if self.state == RUNNING:
            self._keep(self._fetch(self.number), self)
        return {
            "state": self.state,
            "nodes_done": self.nodes_done,
            "nodes_total": self.nodes_total,
            "lines": lines,
        }

    def action_update(self):
        """Bring this build up to date."""
        self.ensure_one()
        self._keep(self._fetch(self.number), self)
        return True

    def action_cancel(self):
        """Ask the sidecar to stop this build."""
        self.ensure_one()
        self._check_may_build()
        self.env["ipai.sidecar"].call(
            "POST",
            f"{PATH}/{self.number}/cancel",
            record=self,
            purpose=self.env._("Stop build"),
        )
        return True

    def action_retry(self):
        """Build what this one failed at or left out, from what it saw."""
        self.ensure_one()
        return self._begin({"retry_of": self.number}, self.env._("Try build again"))

    @api.model
    def _begin(self, wanted, purpose):
        """Queue a build and say so."""
        self._check_may_build()
        self.env["ipai.sidecar"].call("POST", PATH, json=wanted, purpose=purpose)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("The build waits for its turn and begins soon."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_may_build(self):
        if not (self.env.su or self.env.user.has_group("ipai_base.group_reviewer")):
            raise AccessError(
                self.env._(
                    "Building the warehouse is up to finance reviewers. Ask one, or "
                    "ask an administrator for that group."
                )
            )
