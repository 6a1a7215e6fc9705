# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from decimal import Decimal

from odoo import models


class IpaiBirReturnBooks(models.Model):
    """What the posted entries give a return: boxes, and columns of schedules."""

    _inherit = "ipai.bir.return"

    def _book_boxes(self):
        """Definitions of the boxes and columns that add up journal items, as printed.

        Those of the boxes are what the return says, also when the edition has lost one.
        """
        columns = self.edition_id.box_ids.filtered(lambda b: b.kind == "schedule")
        return (self.box_ids.box_id | columns).filtered(lambda b: b._is_watched())

    def _book_domain(self, box):
        """Domain of the journal items that a box or column counts now."""
        ledger = self.env["ipai.bir.ledger"].sudo()
        domain = ledger.period_domain(*self._period())
        if box._measure() == "account":
            return domain + ledger.accounts_domain(box._account_types())
        taxes = box._taxes(self._filed_companies())
        return domain + ledger.lines_domain(box._measure(), taxes)

    def _book_amounts(self):
        """{box: (amount, number of items)} as the posted entries have it now."""
        ledger = self.env["ipai.bir.ledger"].sudo()
        period = self._period()
        boxes = self.box_ids.filtered(lambda b: b.box_id._measure())
        by_tax = boxes.filtered(lambda b: b.kind != "account")
        found = ledger.amounts(
            period, {box.code: (box.kind, box._taxes()) for box in by_tax}
        )
        for box in boxes - by_tax:
            movements = ledger.accounts(period, box.box_id._account_types()).values()
            found[box.code] = (
                sum((balance for balance, _count in movements), Decimal(0)),
                sum(count for _balance, count in movements),
            )
        none = (Decimal(0), 0)
        return {
            box: (box.box_id._sign() * balance, count)
            for box in boxes
            for balance, count in [found.get(box.code, none)]
        }

    def _read_books(self):
        """Fill the boxes that add up journal items."""
        for box, (amount, count) in self._book_amounts().items():
            box._set_computed(
                amount,
                box._books_source(count),
                line_count=count,
                line_domain=self._book_domain(box.box_id),
            )

    def _moved_boxes(self):
        """Boxes and schedules that the posted entries would fill differently now."""
        moved = [
            box.code
            for box, (amount, _count) in self._book_amounts().items()
            if box._in_unit(amount) != box._computed_decimal()
        ]
        return moved + self.row_ids._moved_schedules(self)
