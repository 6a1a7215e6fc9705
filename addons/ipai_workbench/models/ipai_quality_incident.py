# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import plaintext2html

from .ipai_quality_mirror import _moment
from .ipai_quality_words import GROUP_MANAGE

STATES = [
    ("opened", "Open"),
    ("acknowledged", "Acknowledged"),
    ("resolved", "Resolved"),
]


class IpaiQualityIncident(models.Model):
    """One thing wrong with a table, from when it was found to when it was gone.

    The warehouse owns it; decisions made here are carried there and come back.
    """

    _name = "ipai.quality.incident"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Data incident"
    _order = "opened_at desc, id desc"

    number = fields.Integer(required=True, readonly=True, aggregator=None)
    table_id = fields.Many2one(
        "ipai.quality.table",
        "Table",
        required=True,
        ondelete="cascade",
        readonly=True,
        index=True,
    )
    layer = fields.Selection(related="table_id.layer", store=True)
    rule = fields.Char(required=True, readonly=True)
    what = fields.Char(compute="_compute_what")
    severity = fields.Selection(
        [("warn", "Warning"), ("error", "Error")], required=True, readonly=True
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, tracking=True, index=True
    )
    reason = fields.Text(readonly=True)
    opened_at = fields.Datetime("Opened", required=True, readonly=True)
    seen_at = fields.Datetime("Last found", readonly=True)
    acknowledged_at = fields.Datetime("Acknowledged", readonly=True)
    acknowledged_by = fields.Char(readonly=True)
    resolved_at = fields.Datetime("Resolved", readonly=True)
    resolved_by = fields.Char(
        readonly=True, help="Empty: a measurement no longer found it."
    )
    owner_id = fields.Many2one("res.users", "Owner", compute="_compute_owner_id")

    _sql_constraints = [
        (
            "number_unique",
            "UNIQUE(number, opened_at)",
            "An incident of the warehouse is mirrored once.",
        ),
    ]

    @api.depends("rule")
    def _compute_what(self):
        for incident in self:
            incident.what = self._say_rule(incident.rule)

    @api.depends("rule", "table_id")
    def _compute_display_name(self):
        for incident in self:
            what = self._say_rule(incident.rule)
            incident.display_name = f"{incident.table_id.relation}: {what}"

    @api.depends("table_id")
    def _compute_owner_id(self):
        rules = self.env["ipai.quality.rule"]._everything()
        for incident in self:
            incident.owner_id = rules._nearest(incident.table_id, "owner_id").owner_id

    @api.model
    def _say_rule(self, rule):
        """The rule in words a person uses."""
        kind, _colon, subject = (rule or "").partition(":")
        if kind == "check":
            return self.env._("check %s", subject)
        if kind == "nulls":
            return self.env._("more empty values in %s than usual", subject)
        return {
            "score": self.env._("overall score"),
            "completeness": self.env._("completeness"),
            "uniqueness": self.env._("uniqueness"),
            "timeliness": self.env._("too old"),
            "reconciliation": self.env._("differs from Odoo"),
            "rows": self.env._("unusual number of rows"),
            "freshness": self.env._("silent for longer than usual"),
            "readable": self.env._("cannot be read"),
        }.get(kind, rule)

    def action_acknowledge(self):
        """Say that the user looks after it, in the warehouse and here."""
        return self._decide("acknowledge", self.env._("Acknowledge data incident"))

    def action_resolve(self):
        """Close it; the next measurement opens it anew if it is still wrong."""
        return self._decide("resolve", self.env._("Resolve data incident"))

    def _decide(self, decision, purpose):
        if not self.env.user.has_group(GROUP_MANAGE):
            raise AccessError(
                self.env._("Deciding about incidents is up to finance reviewers.")
            )
        for incident in self:
            answer = self.env["ipai.sidecar"].call(
                "POST",
                f"/quality/incidents/{incident.number}/{decision}",
                json={},
                record=incident,
                purpose=purpose,
            )
            incident.sudo()._take_one(answer)
        return True

    @api.model
    def _take(self, tables, rows):
        """Mirror incidents of the warehouse; owners hear of new ones by an activity."""
        domain = [("number", "in", [row["id"] for row in rows])]
        known = {(one.number, one.opened_at): one for one in self.search(domain)}
        for row in reversed(rows):
            table = tables.get(row["relation"])
            incident = known.get((row["id"], _moment(row["opened_at"])))
            if incident:
                incident._take_one(row)
            elif table:
                self._open(table, row)

    def _open(self, table, row):
        incident = self.create(
            {
                "number": row["id"],
                "table_id": table.id,
                "rule": row["rule"],
                "opened_at": _moment(row["opened_at"]),
                **self._values(row),
            }
        )
        if incident.state != "resolved" and incident.owner_id:
            incident.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=incident.display_name,
                note=plaintext2html(incident.reason or ""),
                user_id=incident.owner_id.id,
            )

    def _take_one(self, row):
        """Take over what changed; with its end the activities end."""
        self.ensure_one()
        before = (self.state, self.severity)
        values = self._values(row)
        changed = {name: value for name, value in values.items() if self[name] != value}
        if not changed:
            return
        self.write(changed)
        if before[1] == "warn" and self.severity == "error":
            self.message_post(
                body=self.env._("It has become an error: %s", self.reason)
            )
        if self.state == "resolved" and before[0] != "resolved":
            by = self.resolved_by or self.env._("a measurement that no longer found it")
            self.activity_feedback(
                ["mail.mail_activity_data_warning"],
                feedback=self.env._("Resolved by %s", by),
            )

    @api.model
    def _values(self, row):
        return {
            "severity": row["severity"],
            "state": row["state"],
            "reason": row["reason"] or False,
            "seen_at": _moment(row["seen_at"]),
            "acknowledged_at": _moment(row["acknowledged_at"]),
            "acknowledged_by": row["acknowledged_by"] or False,
            "resolved_at": _moment(row["resolved_at"]),
            "resolved_by": row["resolved_by"] or False,
        }
