# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.ipai_base.exceptions import SidecarError

from .ipai_quality_words import GROUP_MANAGE

TREND_DAYS = 30


class IpaiQualityCard(models.AbstractModel):
    """What the scorecard's screen shows: a card a table, and one table in detail."""

    _name = "ipai.quality.card"
    _description = "Cards of the Scorecard"

    @api.model
    def scorecard(self):
        """Every table's card with its scores of 30 days, and when it was measured."""
        tables = self.search([])
        trends = self._trends(tables)
        rules = self.env["ipai.quality.rule"]._everything()
        incidents = dict(
            self.env["ipai.quality.incident"]._read_group(
                [("state", "!=", "resolved"), ("table_id", "in", tables.ids)],
                ["table_id"],
                ["__count"],
            )
        )
        measured = max(
            (table.measured_at for table in tables if table.measured_at), default=False
        )
        return {
            "measured_at": measured,
            "can_manage": self.env.user.has_group(GROUP_MANAGE),
            "tables": [
                {
                    **table._card(rules),
                    "trend": trends.get((table.id, "score"), []),
                    "incidents": incidents.get(table, 0),
                }
                for table in tables
            ],
        }

    def detail(self):
        """One table: its card, 30 days of each dimension, incidents, and what only the
        sidecar has (columns, checks, past days), or the sentence why it is missing."""
        self.ensure_one()
        trends = self._trends(self, all_dimensions=True)
        found = {"columns": [], "checks": [], "days": [], "problem": False}
        try:
            answer = self.env["ipai.sidecar"].call(
                "GET",
                f"/quality/tables/{self.relation}",
                purpose=self.env._("Read a table's quality"),
            )
            found.update({name: answer[name] for name in ("columns", "checks", "days")})
        except SidecarError as error:
            found["problem"] = str(error)
        incidents = self.env["ipai.quality.incident"].search(
            [("table_id", "=", self.id)], limit=20
        )
        return {
            **found,
            "card": {
                **self._card(self.env["ipai.quality.rule"]._everything()),
                "trend": trends.get((self.id, "score"), []),
            },
            "trends": {name: days for (_id, name), days in trends.items()},
            "can_manage": self.env.user.has_group(GROUP_MANAGE),
            "can_see_rows": self.env.user.has_group("ipai_base.group_analyst"),
            "incidents": [
                {
                    **incident.read(
                        [
                            "state",
                            "severity",
                            "what",
                            "reason",
                            "opened_at",
                            "resolved_at",
                        ]
                    )[0],
                    "owner": incident.owner_id.name or False,
                }
                for incident in incidents
            ],
        }

    @api.model
    def failing_rows(self, check, limit=50):
        """Rows that broke a check, of the companies the user works in now."""
        return self.env["ipai.sidecar"].call(
            "GET",
            f"/quality/checks/{check}/rows",
            params={"limit": limit},
            purpose=self.env._("Read the rows behind a check"),
        )

    def _card(self, rules):
        """The card of one table; rules: all there are."""
        self.ensure_one()
        owner = rules._nearest(self, "owner_id").owner_id
        mute = rules._nearest(self, "muted_until")
        return {
            "id": self.id,
            "relation": self.relation,
            "layer": self.layer,
            "kind": self.kind,
            "description": self.description or "",
            "state": self.state,
            "score": (self.dimensions or {}).get("score", {}).get("score"),
            "dimensions": self.dimensions or {},
            "row_count": self.row_count if not self.error else None,
            "size": self.size or None,
            "as_of": self.as_of,
            "newest_at": self.newest_at,
            "slo_hours": self.slo_hours or None,
            "error": self.error or False,
            "measured_at": self.measured_at,
            "owner": owner.name or self.declared_owner or False,
            "owner_id": owner.id,
            "muted_until": mute.muted_until,
            "mute_reason": mute.mute_reason or False,
        }

    @api.model
    def _trends(self, tables, all_dimensions=False):
        """{(table id, dimension): [[day, score], ...]} of 30 days, oldest first."""
        first = fields.Date.context_today(self) - timedelta(days=TREND_DAYS)
        domain = [
            ("table_id", "in", tables.ids),
            ("day", ">", first),
            ("state", "!=", "unknown"),
        ]
        if not all_dimensions:
            domain.append(("dimension", "=", "score"))
        trends = {}
        for score in self.env["ipai.quality.score"].search(domain, order="day"):
            key = (score.table_id.id, score.dimension)
            trends.setdefault(key, []).append(
                [fields.Date.to_string(score.day), score.score]
            )
        return trends
