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
        return (self.box_ids.box_id | columns).filtered(lambda b: b._measure())

    def _book_domain(self, box):
        """Domain of the journal items that a box or column counts now."""
        ledger = self.env["ipai.bir.ledger"].sudo()
        domain = ledger.period_domain(*self._period())
        if box._measure() == "account":
            return domain + ledger.accounts_domain(box._account_types())
        taxes = box._taxes(self._filed_companies())
        return domain + ledger.lines_domain(box._measure(), taxes)

    def _book_amounts(self):
        """{box definition: (amount, number of items)} as the entries have it now."""
        ledger = self.env["ipai.bir.ledger"].sudo()
        period = self._period()
        boxes = self._book_boxes()
        by_tax = boxes.filtered(lambda b: b._measure() != "account")
        found = ledger.amounts(
            period, {b.code: (b._measure(), b._taxes(period[0])) for b in by_tax}
        )
        for box in boxes - by_tax:
            movements = ledger.accounts(period, box._account_types()).values()
            found[box.code] = (
                sum((balance for balance, _count in movements), Decimal(0)),
                sum(count for _balance, count in movements),
            )
        none = (Decimal(0), 0)
        return {
            box: (box._sign() * balance, count)
            for box in boxes
            for balance, count in [found.get(box.code, none)]
        }

    def _read_books(self):
        """Fill the boxes that add up journal items."""
        amounts = self._book_amounts()
        for box in self.box_ids.filtered(lambda b: b.box_id in amounts):
            amount, count = amounts[box.box_id]
            box._set_computed(
                amount,
                box._books_source(count),
                line_count=count,
                line_domain=self._book_domain(box.box_id),
            )

    def _moved_boxes(self):
        """Codes of boxes and columns that the entries would fill differently now."""
        said = {box.box_id: box._computed_decimal() for box in self.box_ids}
        read = self.row_ids.filtered(lambda row: row.origin == "books")
        moved = []
        for definition, (amount, _count) in self._book_amounts().items():
            if definition.kind == "schedule":
                rows = read.filtered(lambda r, d=definition: r.part_id == d.part_id)
                before = sum((row._amount(definition.item) for row in rows), Decimal(0))
            else:
                before = said[definition]
                amount = self.edition_id._in_unit(amount)
            if amount != before:
                moved.append(definition.code)
        return moved
