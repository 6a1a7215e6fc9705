# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class IpaiBirLedgerBills(models.AbstractModel):
    """Bills of vendors, as checks compare them."""

    _inherit = "ipai.bir.ledger"

    @api.model
    def bills(self, period):
        """Statement for the bills of a period, as rows of `ipai_bir_ledger_bill`."""
        self._flush_books()
        coverage = self._coverage(period)
        return SQL(
            """
            SELECT bill.date, bill.move_id, bill.vendor_id, bill.number, bill.has_base,
                   bill.taxes
              FROM ipai_bir_ledger_bill AS bill WHERE %s
             UNION ALL
            SELECT bill.date, bill.move_id, bill.vendor_id, bill.number, bill.has_base,
                   bill.taxes
              FROM (%s) AS bill
            """,
            self._on_days("bill", coverage.summed),
            self._bills(self._on_days("move", coverage.live)),
        )

    @api.model
    def bills_again(self, period):
        """Statement for the bills of a period whose number another may have; every
        bill that shares its number with one of the period is there.
        """
        self._flush_books()
        coverage = self._coverage(period)
        return SQL(
            """
            WITH live AS MATERIALIZED (%(live)s)
            SELECT date, move_id, vendor_id, number FROM live
             UNION
            SELECT bill.date, bill.move_id, bill.vendor_id, bill.number
              FROM ipai_bir_ledger_bill AS bill
             WHERE bill.is_again AND %(summed)s
             UNION
            -- OFFSET keeps PostgreSQL looking each number up, there are few of them
            SELECT bill.date, bill.move_id, bill.vendor_id, bill.number
              FROM live
              JOIN LATERAL (
                    SELECT *
                      FROM ipai_bir_ledger_bill AS bill
                     WHERE bill.vendor_id = live.vendor_id
                       AND bill.number = live.number AND bill.number <> ''
                       AND %(summed)s
                    OFFSET 0) AS bill ON TRUE
            """,
            live=self._bills(self._on_days("move", coverage.live), SQL("NULL::int[]")),
            summed=self._on_days("bill", coverage.summed),
        )

    @api.model
    def _bills(self, where, taxes=None):
        """Posted bills of vendors by what checks compare, as rows of
        `ipai_bir_ledger_bill`.

        :param where: condition on their entries (`move`)
        :param taxes: what to say of their taxes instead of looking for them
        """
        carried = SQL(
            """ARRAY(SELECT DISTINCT carried.account_tax_id
                       FROM account_move_line AS line
                       JOIN account_move_line_account_tax_rel AS carried
                         ON carried.account_move_line_id = line.id
                      WHERE line.move_id = move.id AND line.date = move.date
                        AND line.company_id = move.company_id
                        AND line.parent_state = 'posted')"""
        )
        return SQL(
            """
            SELECT move.company_id, move.date, move.id AS move_id,
                   move.commercial_partner_id AS vendor_id,
                   upper(translate(COALESCE(move.ref, ''), ' -./#_', ''))
                       COLLATE "C" AS number,
                   COALESCE(move.amount_untaxed, 0) <> 0 AS has_base,
                   %s AS taxes
              FROM account_move AS move
             WHERE %s AND move.state = 'posted'
               AND move.move_type IN ('in_invoice', 'in_receipt')
               AND move.commercial_partner_id IS NOT NULL
            """,
            taxes or carried,
            where,
        )
