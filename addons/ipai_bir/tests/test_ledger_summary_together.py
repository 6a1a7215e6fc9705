# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from psycopg2.errors import SerializationFailure

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestLedgerSummaryTogether(TransactionCase):
    """Transactions beside each other, in a year without entries."""

    def setUp(self):
        super().setUp()
        self.day = date(2099, 5, 5)
        self.main = self.env.ref("base.main_company")
        one = self.cursor()
        while self.ledger(one)._sum_up_next():
            one.commit()
        one.commit()

    def cursor(self):
        cursor = self.registry.cursor()
        self.addCleanup(cursor.close)
        return cursor

    def ledger(self, cursor):
        return self.env(cr=cursor)["ipai.bir.ledger"].sudo()

    def mark(self, cursor):
        cursor.execute("SELECT ipai_bir_mark(%s, %s)", [[self.main.id], [self.day]])

    def live(self):
        cursor = self.cursor()
        period = (self.main, self.day, self.day)
        return self.ledger(cursor)._coverage(period).live[self.main.id]

    def test_a_change_that_was_not_committed_keeps_its_mark(self):
        first, writer, summing = self.cursor(), self.cursor(), self.cursor()
        self.mark(first)
        first.commit()
        self.mark(writer)
        self.ledger(summing)._sum_up_next()
        summing.commit()
        self.assertEqual(self.live(), [])
        writer.commit()
        self.assertEqual(self.live(), [self.day])

    def test_a_change_committed_while_days_are_summed_up_keeps_its_mark(self):
        first, writer, summing = self.cursor(), self.cursor(), self.cursor()
        self.mark(first)
        first.commit()
        self.ledger(summing)._sum_up_next()
        self.mark(writer)
        writer.commit()
        summing.commit()
        self.assertEqual(self.live(), [self.day])

    def test_two_never_sum_up_at_once_and_the_older_one_gives_way(self):
        first, one, other = self.cursor(), self.cursor(), self.cursor()
        self.mark(first)
        first.commit()
        self.ledger(one)._sum_up_next()
        self.assertEqual(self.ledger(other)._sum_up_next(), 0)
        one.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            self.ledger(other)._sum_up_next()
        other.rollback()
        self.assertEqual(self.live(), [])
