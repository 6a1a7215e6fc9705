# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from datetime import datetime, timedelta, timezone

from odoo import api, fields, models

from odoo.addons.ipai_base.exceptions import SidecarError

from .ipai_quality_words import RANK

_logger = logging.getLogger(__name__)

KEPT_DAYS = 92
MIRRORED = "ipai_workbench.quality_mirrored_at"


class IpaiQualityMirror(models.AbstractModel):
    """Reads the warehouse's scorecard into Odoo; reading it twice changes nothing."""

    _name = "ipai.quality.mirror"
    _description = "Mirror of the Scorecard"

    @api.model
    def _cron_mirror(self):
        """Read what was measured since; a dead sidecar is asked again next time."""
        if not self.env["ipai.sidecar"]._setting("sidecar_url"):
            return
        try:
            self._mirror()
        except SidecarError as error:
            _logger.info("The scorecard was not read: %s", error)

    @api.model
    def _mirror(self):
        """Read tables, scores and incidents changed since the last reading."""
        parameters = self.env["ir.config_parameter"].sudo()
        since = parameters.get_param(MIRRORED)
        answer = self.env["ipai.sidecar"].call(
            "GET",
            "/quality/scorecard",
            params={"since": since} if since else None,
            purpose=self.env._("Read data quality"),
            scopes=("warehouse:read",),
        )
        tables = self._take_tables(answer["tables"])
        self._take_scores(tables, answer["scores"])
        self.env["ipai.quality.incident"].sudo()._take(tables, answer["incidents"])
        if answer["measured_at"]:
            # An hour is read twice: a measurement carries the time at which it began.
            moment = _moment(answer["measured_at"]) - timedelta(hours=1)
            parameters.set_param(MIRRORED, moment.isoformat() + "Z")
        return True

    def _take_tables(self, rows):
        """Write the tables; those no longer measured are archived. {relation: table}"""
        model = self.env["ipai.quality.table"].sudo().with_context(active_test=False)
        known = {table.relation: table for table in model.search([])}
        for row in rows:
            values = {
                "active": True,
                "layer": row["layer"],
                "kind": row["kind"],
                "description": row["description"],
                "declared_owner": row["owner"],
                "row_count": row["row_count"],
                "size": row["bytes"],
                "as_of": _moment(row["as_of"]),
                "newest_at": _moment(row["newest_loaded_at"]),
                "slo_hours": row["slo_hours"],
                "error": row["error"],
                "measured_at": _moment(row["measured_at"]),
            }
            table = known.get(row["relation"])
            if table:
                table._write_changed(values)
            else:
                known[row["relation"]] = model.create(
                    {"relation": row["relation"], **values}
                )
        gone = set(known) - {row["relation"] for row in rows}
        for relation in gone:
            known[relation].active = False
        return known

    def _write_changed(self, values):
        """Write only what differs, so that a reading without news writes nothing."""
        current = {name: self[name] for name in values}
        changed = {
            name: value
            for name, value in values.items()
            if (value or False) != (current[name] or False)
        }
        if changed:
            self.write(changed)

    def _take_scores(self, tables, rows):
        """Write the scores of days, each day of a table at once."""
        model = self.env["ipai.quality.score"].sudo()
        first = fields.Date.context_today(self) - timedelta(days=KEPT_DAYS)
        rows = [row for row in rows if _day(row) >= first]
        ids = {tables[row["relation"]].id for row in rows if row["relation"] in tables}
        days = {row["day"] for row in rows}
        domain = [("table_id", "in", list(ids)), ("day", "in", list(days))]
        known = {
            (
                score.table_id.id,
                score.dimension,
                score.day,
            ): score
            for score in model.search(domain)
        }
        new, latest = [], {}
        for row in rows:
            table = tables.get(row["relation"])
            if not table:
                continue
            values = {"score": float(row["score"] or 0), "state": row["state"]}
            score = known.get((table.id, row["dimension"], _day(row)))
            if not score:
                key = {"dimension": row["dimension"], "day": row["day"]}
                new.append({"table_id": table.id, **key, **values})
            elif (score.score, score.state) != tuple(values.values()):
                score.write(values)
            latest.setdefault((table, row["day"]), {})[row["dimension"]] = row
        model.create(new)
        self._take_latest(latest)
        model.search([("day", "<", first)]).unlink()

    def _take_latest(self, by_day):
        """Give each table the scores of its newest day and their worst state."""
        newest = {}
        for (table, day), dimensions in by_day.items():
            if day >= newest.get(table, ("", None))[0]:
                newest[table] = (day, dimensions)
        for table, (_day, dimensions) in newest.items():
            states = [row["state"] for row in dimensions.values()]
            kept = {
                name: {
                    "score": None if row["score"] is None else float(row["score"]),
                    "state": row["state"],
                    "warn_below": _number(row["warn_below"]),
                    "error_below": _number(row["error_below"]),
                    "reason": row["reason"],
                }
                for name, row in dimensions.items()
            }
            overall = kept.get("score", {}).get("score")
            table._write_changed(
                {
                    "dimensions": kept,
                    "score": overall or 0,
                    "state": max(states, key=RANK.get, default="unknown"),
                }
            )


def _day(row):
    return fields.Date.to_date(row["day"])


def _moment(text):
    """A moment of the sidecar as Odoo stores it: UTC, without zone; False for none."""
    if not text:
        return False
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)


def _number(text):
    return None if text is None else float(text)
