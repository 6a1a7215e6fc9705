# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import return_state
from .ipai_bir_return_source import RETURN_KINDS


class IpaiBirReturnStale(models.Model):
    """Whether a return still says what the returns say that it reads from."""

    _inherit = "ipai.bir.return"

    stale_sources = fields.Json(
        readonly=True,
        copy=False,
        help="What changed in returns this one reads from, by form and period.",
    )
    is_stale = fields.Boolean(
        string="Reads from a changed return", readonly=True, copy=False
    )
    stale_text = fields.Text(compute="_compute_stale_text")

    @api.depends("stale_sources")
    def _compute_stale_text(self):
        for record in self:
            texts = (record.stale_sources or {}).values()
            record.stale_text = "\n".join(texts) or False

    def _warn_dependents(self):
        """Tell the returns that read from this one whether they still agree with it."""
        self.ensure_one()
        key = f"{self.form_id.code} {self.date_from} {self.date_to}"
        for other in self._dependents():
            texts = dict(other.stale_sources or {})
            text = other._outdated_text(self)
            if text:
                texts[key] = text
            else:
                texts.pop(key, None)
            if texts != (other.stale_sources or {}):
                other.write({"stale_sources": texts, "is_stale": bool(texts)})

    def _dependents(self):
        """Computed returns this one lies in or just before; chains by their end."""
        around = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", return_state.COMPUTED),
                ("date_to", ">=", self.date_to),
                ("date_from", "<=", self.date_to + timedelta(days=1)),
            ]
        )
        return around.filtered(
            lambda r: r != self and r.amended_by_id.state not in return_state.COMPUTED
        )

    def _outdated_text(self, source):
        """What this return would read otherwise from `source` now; None if nothing."""
        codes = [
            box.code
            for box in self.box_ids.filtered(lambda b: b.kind in RETURN_KINDS)
            if self._reads_period_of(box, source) and box._is_outdated()
        ]
        codes += self.row_ids._outdated_schedules(self, source)
        if not codes:
            return None
        names = {"name": source.name, "items": ", ".join(codes)}
        if source.state == "draft":
            text = self.env._(
                "%(name)s is open again, and %(items)s came from it.", **names
            )
        else:
            text = self.env._("%(name)s was computed and changes %(items)s.", **names)
        if self.state in return_state.FROZEN:
            return text + " " + self.env._("Amend this return if the BIR should know.")
        return text + " " + self.env._("Compute this return again.")

    def _reads_period_of(self, box, source):
        """Whether the box reads a return of the form and period of `source`."""
        form, reference = self._reference(box)
        dates = self._referred_dates(reference)
        return (
            form == source.form_id
            and dates is not None
            and dates[0] in (None, source.date_from)
            and dates[1] == source.date_to
        )

    def _standing_notices(self):
        """What happened to the returns it reads from, for its sheet."""
        texts = (self.stale_sources or {}).values()
        return [{"box": False, "level": "warning", "text": text} for text in texts]


class IpaiBirReturnBoxStale(models.Model):
    _inherit = "ipai.bir.return.box"

    def _is_outdated(self):
        """Whether the return this box reads says something else by now."""
        source = self.return_id._referred(self)
        if not source:
            return self.has_source
        try:
            amount = self._in_unit(self._taken_from(source))
        except UserError:
            return True
        return not self.has_source or amount != self._computed_decimal()


class IpaiBirReturnRowStale(models.Model):
    _inherit = "ipai.bir.return.row"

    @api.model
    def _outdated_schedules(self, record, source):
        """Titles of the schedules whose rows `source` would fill differently now."""
        rows = self.browse()
        if source == record._previous():
            there = {row.origin_id: row for row in self if row.origin == "carried"}
            for old in source.row_ids:
                values = old._carried_values()
                given = there.get(old, self.browse()).source_values
                if values is not None and given != values:
                    rows |= old
        for row in self.filtered("source_key"):
            if row._outdated_by(source):
                rows |= row
        return sorted({row.part_id.section or row.part_id.code for row in rows})
