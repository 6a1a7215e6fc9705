# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
import gzip
from datetime import timedelta
from decimal import Decimal
from io import BytesIO, TextIOWrapper
from itertools import groupby
from operator import itemgetter

from odoo import api, fields, models

from ..tools import return_state

# An entry that was being posted while the return was filed is younger than it says.
_OVERLAP = timedelta(days=1)


class IpaiBirReturnDrift(models.Model):
    """Whether the books still hold what a filed return counted."""

    _inherit = "ipai.bir.return"

    has_drift = fields.Boolean(
        string="Books changed after filing", readonly=True, copy=False
    )
    drift = fields.Json(
        readonly=True,
        copy=False,
        help="Entries that changed what the return counts after it was filed.",
    )
    drift_checked_at = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _filed_over(self, companies, date_from, date_to):
        """Filed returns, the last of their chains, of periods that meet these dates."""
        filers = self.env["res.company"].union(*(c._ipai_filer() for c in companies))
        found = self.sudo().search(
            [
                ("state", "in", return_state.FROZEN),
                ("company_id", "in", filers.ids),
                ("date_from", "<=", date_to),
                ("date_to", ">=", date_from),
            ]
        )
        return found.filtered(
            lambda r: r.amended_by_id.state not in return_state.FROZEN
        )

    def _is_superseded(self):
        """Whether an amendment that was filed took its place."""
        return self.amended_by_id.state in return_state.FROZEN

    def _counted_among(self, moves):
        """The entries of `moves` that a box of this return counts."""
        lines = self.env["account.move.line"].sudo()
        companies, date_from, date_to = self._period()
        rest = moves.filtered(
            lambda m: m.company_id in companies and date_from <= m.date <= date_to
        )
        counted = moves.browse()
        for box in self._book_boxes():
            if not rest:
                break
            domain = [("move_id", "in", rest.ids), *self._book_domain(box)]
            counted |= lines.search(domain).move_id
            rest -= counted
        return counted

    def _note_drift(self, moves, what):
        """Write down what somebody did to entries that the return counts.

        :param what: posted, reset or deleted
        """
        told = {item["entry"]: item for item in self.drift or []}
        for move in moves:
            told[move.id] = {
                "entry": move.id,
                "name": move.name or "/",
                "what": what,
                "amount": f"{abs(move.amount_total_signed):.2f}",
                "at": fields.Datetime.to_string(fields.Datetime.now()),
                "by": self.env.user.name,
            }
        self.sudo().write({"drift": list(told.values()), "has_drift": bool(told)})

    def action_check_drift(self):
        """Compare the items kept at filing with those of the books, one by one."""
        self.check_access("read")
        filed = self.sudo().filtered(lambda r: r.state in return_state.FROZEN)
        for record in filed:
            known = {item["entry"]: item for item in record.drift or []}
            drift = [
                {**known.get(item["entry"], {}), **item}
                for item in record._drifted_entries()
            ]
            record.write(
                {
                    "drift": drift,
                    "has_drift": bool(drift),
                    "drift_checked_at": fields.Datetime.now(),
                }
            )
        if any(filed.mapped("has_drift")):
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The books hold every item as it was filed."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _drifted_entries(self):
        """[{entry, name, what, amount, boxes}] of the entries that differ."""
        entries = {}
        ledger = self.env["ipai.bir.ledger"]
        boxes = {box.code: box for box in self._book_boxes()}
        for code, kept in self._kept_items():
            box = boxes.pop(code, None)
            now = ledger.items(self._book_domain(box)) if box else ()
            _collect(entries, code, _differences(kept, now))
        for code, box in boxes.items():
            now = ledger.items(self._book_domain(box))
            _collect(entries, code, _differences((), now))
        return [
            self._entry_drift(entry_id, found)
            for entry_id, found in sorted(entries.items())
            if any(found["boxes"].values())
        ]

    def _kept_items(self):
        """(box, its items) as kept at filing, read piece by piece."""
        proof = self.proof_ids.filtered(lambda p: p.kind == "lines")[:1]
        with (
            gzip.GzipFile(fileobj=BytesIO(proof.attachment_id.raw)) as unpacked,
            TextIOWrapper(unpacked, encoding="utf-8", newline="") as text,
        ):
            rows = csv.reader(text)
            next(rows)
            # Odoo's groupby would hold every item in memory; the file is in order.
            # pylint: disable-next=bad-builtin-groupby
            for code, group in groupby(rows, key=itemgetter(0)):
                yield code, (row[1:] for row in group)

    def _entry_drift(self, entry_id, found):
        move = self.env["account.move"].sudo().browse(entry_id).exists()
        what = found["what"].pop() if len(found["what"]) == 1 else "changed"
        if what == "deleted" and move:
            what = "changed" if move.state == "posted" else "reset"
        return {
            "entry": entry_id,
            "name": move.name or found["name"],
            "what": what,
            "amount": f"{max(map(abs, found['boxes'].values())):.2f}",
            "boxes": {code: f"{value:.2f}" for code, value in found["boxes"].items()},
        }

    @api.model
    def _cron_check_drift(self):
        """Every day: compare the filed returns whose entries somebody wrote to."""
        filed = self.search([("state", "in", return_state.FROZEN)])
        for record in filed.filtered(lambda r: not r._is_superseded()):
            if record.has_drift or record._entries_written_since_check():
                record.action_check_drift()

    def _entries_written_since_check(self):
        companies, date_from, date_to = self._period()
        domain = [
            ("company_id", "in", companies.ids),
            ("date", ">=", date_from),
            ("date", "<=", date_to),
        ]
        if self.drift_checked_at:
            since = self.drift_checked_at - _OVERLAP
            domain.append(("write_date", ">", since))
        return bool(self.env["account.move"].sudo().search_count(domain, limit=1))


def _differences(kept, now):
    """(item, balance kept or None, balance now or None) of what is not the same.

    Both sides come by rising number of the item, so neither is ever held whole.
    """
    kept, now = iter(kept), iter(now)
    before, after = next(kept, None), next(now, None)
    while before or after:
        first = int(before[0]) if before else None
        second = int(after[0]) if after else None
        if second is None or (first is not None and first < second):
            yield before, Decimal(before[-1]), None
            before = next(kept, None)
        elif first is None or second < first:
            yield after, None, Decimal(after[-1])
            after = next(now, None)
        else:
            if Decimal(before[-1]) != Decimal(after[-1]):
                yield after, Decimal(before[-1]), Decimal(after[-1])
            before, after = next(kept, None), next(now, None)


def _collect(entries, code, differences):
    """Add the differences of one box to {entry: {name, what, boxes: {box: change}}}."""
    for item, before, after in differences:
        entry = entries.setdefault(
            int(item[1]), {"name": item[2], "what": set(), "boxes": {}}
        )
        change = (after or Decimal(0)) - (before or Decimal(0))
        entry["boxes"][code] = entry["boxes"].get(code, Decimal(0)) + change
        if before is None:
            entry["what"].add("posted")
        else:
            entry["what"].add("deleted" if after is None else "changed")
