# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sums of days that hold, and items of the days that were changed, are the books."""

from collections import Counter
from datetime import date
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..models.ipai_bir_ledger_summary import Coverage, _days
from .common import BooksCase

QUARTER = date(2026, 7, 1), date(2026, 9, 30)
# what somebody does behind the ORM's back: statement, with the id of an item
RAW = {
    "balance": "UPDATE account_move_line SET balance = balance + 1 WHERE id = %s",
    "day": "UPDATE account_move_line SET date = date + 1 WHERE id = %s",
    "partner": """UPDATE account_move_line SET partner_id = (
                      SELECT MIN(id) FROM res_partner) WHERE id = %s""",
    "account": """UPDATE account_move_line SET account_id = (
                      SELECT MAX(id) FROM account_account) WHERE id = %s""",
    "draft": "UPDATE account_move_line SET parent_state = 'draft' WHERE id = %s",
    "maker": """UPDATE account_move_line SET tax_line_id = NULL,
                       tax_repartition_line_id = NULL WHERE id = %s""",
    "carried": """INSERT INTO account_move_line_account_tax_rel
                  SELECT %s, MIN(id) FROM account_tax ON CONFLICT DO NOTHING""",
    "carried otherwise": """UPDATE account_move_line_account_tax_rel AS its
                               SET account_tax_id = account_tax_id - 1
                             WHERE account_move_line_id = %s AND NOT EXISTS (
                                   SELECT FROM account_move_line_account_tax_rel
                                    WHERE account_move_line_id
                                          = its.account_move_line_id
                                      AND account_tax_id = its.account_tax_id - 1)
                               AND EXISTS (SELECT FROM account_tax
                                            WHERE id = its.account_tax_id - 1)""",
    "uncarried": """DELETE FROM account_move_line_account_tax_rel
                     WHERE account_move_line_id = %s""",
    "deleted": "DELETE FROM account_move_line WHERE id = %s",
    "number": """UPDATE account_move SET ref = '88' WHERE id = (
                     SELECT move_id FROM account_move_line WHERE id = %s)""",
    "type": """UPDATE account_move SET move_type = 'entry' WHERE id = (
                   SELECT move_id FROM account_move_line WHERE id = %s)""",
    "untaxed": """UPDATE account_move SET amount_untaxed = 0 WHERE id = (
                      SELECT move_id FROM account_move_line WHERE id = %s)""",
    "exigible": """UPDATE account_move SET
                       always_tax_exigible = NOT COALESCE(always_tax_exigible, FALSE)
                    WHERE id = (SELECT move_id FROM account_move_line WHERE id = %s)""",
    "vendor": """UPDATE account_move SET commercial_partner_id = (
                     SELECT MIN(id) FROM res_partner) WHERE id = (
                     SELECT move_id FROM account_move_line WHERE id = %s)""",
    "entry day": """UPDATE account_move SET date = date + 1 WHERE id = (
                        SELECT move_id FROM account_move_line WHERE id = %s)""",
}
STEPS = st.one_of(
    st.tuples(
        st.just("book"),
        st.sampled_from(("out_invoice", "in_invoice", "in_refund")),
        st.integers(0, 3),
        st.sampled_from(("2026-06-30", "2026-07-01", "2026-08-15", "2026-09-30")),
    ),
    st.tuples(st.just("raw"), st.sampled_from(sorted(RAW)), st.integers(0, 40)),
    st.tuples(st.just("unpost"), st.integers(0, 9)),
    st.tuples(st.just("re-date"), st.integers(0, 9)),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.just("sum up")),
)


class SummaryCase(BooksCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["ipai.bir.ledger"].sudo()
        vat = cls.make_tax("vat", "sale", 12, "sale_vatable")
        cls.later = cls.make_tax(
            "later", "sale", 12, "sale_vatable", tax_exigibility="on_payment"
        )
        cls.goods = cls.make_tax("goods", "purchase", 12, "purchase_goods")
        cls.imported = cls.make_tax("import", "purchase", 12, "purchase_import")
        cls.ewt = cls.make_tax(
            "ewt", "purchase", -2, "withholding_expanded", l10n_ph_atc="WC160"
        )
        cls.kinds = {
            "out": [[vat], [cls.later], [vat], []],
            "in_": [[cls.goods], [cls.imported], [cls.goods, cls.ewt], []],
        }
        cls.period = (cls.company, *QUARTER)
        cls.every = vat | cls.later | cls.goods | cls.imported | cls.ewt

    def book(self, kind="in_invoice", taxes=0, day="2026-07-10", ref="77"):
        lines = [(100, self.kinds[kind[:3]][taxes])]
        move = self.post(kind, day, lines, post=False)
        move.ref = ref
        move.action_post()
        self.env.flush_all()
        return move

    def told(self):
        """All that returns ask of the books, in an order of its own."""
        once = self.ledger._reading_once(True)
        cube = once._cube(self.period, ())
        found = {"used": cube.used()}
        for name, rows in (("bases", cube.bases), ("made", cube.made)):
            sums = Counter()
            for row in rows:
                sums[row[:-2]] += row.balance
                sums[(*row[:-2], "count")] += row.count
            found[name] = {key: value for key, value in sums.items() if value}
        accounts = self.books["input"] | self.books["output"]
        untaxed = once.unexplained(self.period, accounts, accounts)
        found["untaxed"] = {k: (a, sorted(ids)) for k, (a, ids) in untaxed.items()}
        found["entries"] = sorted(once.by_entry(self.period, self.imported))
        types = ["income", "expense", "liability_current"]
        found["accounts"] = once.accounts(self.period, types)
        found["rows"] = once.by_partner(self.period, self.every)
        for name in ("bills", "bills_again"):
            rows = self.env.execute_query(getattr(once, name)(self.period))
            found[name] = sorted(
                (*row[:5], *(sorted(x) for x in row[5:])) for row in rows
            )
        shared = Counter((row[2], row[3]) for row in found["bills_again"])
        found["bills_again"] = [
            row for row in found["bills_again"] if row[3] and shared[row[2], row[3]] > 1
        ]
        return found

    def assert_exact(self):
        self.env.flush_all()
        self.env.invalidate_all()
        told = self.told()
        live = Coverage({}, {}, {self.company.id: list(_days(*QUARTER))})
        with patch.object(type(self.ledger), "_coverage", lambda *_arguments: live):
            self.assertEqual(told, self.told())
        return told

    def marked(self):
        """Days of this company that do not hold, and forget them."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM ipai_bir_ledger_mark
                    WHERE company_id = %s OR date IS NULL RETURNING date""",
                self.company.id,
            )
        )
        return {str(day) for (day,) in self.env.cr.fetchall()}


@tagged("post_install", "-at_install")
class TestLedgerSummary(SummaryCase):
    def test_what_is_summed_up_is_what_is_read(self):
        for kind, taxes in (("out_invoice", 0), ("in_invoice", 1), ("in_invoice", 2)):
            self.book(kind, taxes)
        before = self.assert_exact()
        self.assertTrue(before["bases"] and before["entries"] and before["bills_again"])
        self.ledger._sum_up()
        coverage = self.ledger._coverage(self.period)
        self.assertEqual(coverage.live[self.company.id], [])
        self.assertEqual(len(coverage.months[self.company.id]), 3)
        self.assertEqual(self.assert_exact(), before)

    def test_a_computed_return_reads_the_sums(self):
        """A sum that nobody would book shows that it was read."""
        self.book("out_invoice", 0)
        self.ledger._sum_up()
        self.env.cr.execute(
            SQL(
                """UPDATE ipai_bir_ledger_month SET balance = -700
                    WHERE company_id = %s AND taxes IS NOT NULL""",
                self.company.id,
            )
        )
        record = self.make_return()
        record.action_compute()
        self.assertEqual(record.amount("31A"), 700)
        self.book("out_invoice", 0, "2026-07-20")
        record.action_compute()
        self.assertEqual(record.amount("31A"), 200)

    def test_whoever_reads_most_items_asks_for_the_sums_once(self):
        cron = self.env.ref("ipai_bir.ipai_bir_cron_sum_up")
        asked = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        asked.unlink()
        self.ledger._sum_up()
        self.ledger._ask_to_sum_up(self.period)
        self.book()
        self.ledger._ask_to_sum_up(self.period)
        self.assertFalse(asked.search([("cron_id", "=", cron.id)]))
        self.ledger._mark_everything()
        for _time in range(2):
            self.ledger._ask_to_sum_up(self.period)
        self.assertEqual(len(asked.search([("cron_id", "=", cron.id)])), 1)

    def test_part_of_a_month_is_read_by_its_days(self):
        self.book(day="2026-07-10")
        self.book(day="2026-07-20")
        self.ledger._sum_up()
        self.period = (self.company, date(2026, 7, 15), date(2026, 8, 31))
        coverage = self.ledger._coverage(self.period)
        self.assertEqual(coverage.months[self.company.id], [date(2026, 8, 1)])
        with patch(f"{__name__}.QUARTER", self.period[1:]):
            told = self.assert_exact()
        self.assertEqual(sum(row["count"] for row in told["rows"]), 2)

    def test_drafts_mark_nothing_and_posting_marks_its_day(self):
        self.ledger._sum_up()
        move = self.post("in_invoice", "2026-07-10", [(5, [self.goods])], post=False)
        self.env.flush_all()
        self.assertFalse(self.marked())
        move.action_post()
        self.env.flush_all()
        self.assertEqual(self.marked(), {"2026-07-10"})

    def test_a_transaction_marks_a_day_once(self):
        self.ledger._sum_up()
        for _time in range(3):
            self.book()
        self.env.cr.execute("SELECT COUNT(*) FROM ipai_bir_ledger_mark")
        self.assertEqual(self.env.cr.fetchone()[0], 1)

    def test_a_payment_does_not_mark_the_day_of_its_bill(self):
        """Residuals and reconciliations are nothing a return reads."""
        bill = self.book()
        self.ledger._sum_up()
        self.pay(bill, "2026-08-20")
        self.env.flush_all()
        self.assertEqual(self.marked(), {"2026-08-20"})

    def test_every_change_that_is_read_marks_its_day(self):
        for name, statement in RAW.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                # the invoice is due on payment, so it is that its entry decides about
                bill = (
                    self.book("out_invoice", 1) if name == "exigible" else self.book()
                )
                items = bill.line_ids.filtered("tax_line_id")
                item = items if name == "maker" else bill.invoice_line_ids
                self.ledger._sum_up()
                before = self.assert_exact()
                self.env.cr.execute(statement, [item.id])
                self.assertIn("2026-07-10", self.marked_and_kept())
                self.assertNotEqual(self.assert_exact(), before)
                savepoint.close(rollback=True)
            self.env.invalidate_all()

    def marked_and_kept(self):
        self.env.cr.execute("SELECT date::text FROM ipai_bir_ledger_mark")
        return {day for (day,) in self.env.cr.fetchall()}

    def test_emptying_a_table_marks_everything(self):
        self.ledger._sum_up()
        self.env.cr.execute("TRUNCATE account_move_line_account_tax_rel")
        self.assertIn(None, self.marked_and_kept())
        self.assertEqual(
            len(self.ledger._coverage(self.period).live[self.company.id]), 92
        )

    def test_the_taxes_may_become_imports_after_they_were_summed_up(self):
        """Sums that kept no items are looked up in the books."""
        self.book(taxes=0)
        self.ledger._sum_up()
        self.goods.ipai_tax_class = "purchase_import"
        self.imported |= self.goods
        self.assertEqual(len(self.assert_exact()["entries"]), 2)

    def test_a_lost_trigger_comes_back_and_nothing_holds(self):
        self.ledger._sum_up()
        self.env.cr.execute("DROP TRIGGER ipai_bir_update ON account_move_line")
        self.ledger._prepare_summary()
        self.assertIn(None, self.marked_and_kept())
        self.assertEqual(len(self.ledger._found_triggers()), 12)

    def test_nothing_is_done_when_nothing_has_changed(self):
        with self.assertQueryCount(2):
            self.ledger._prepare_summary()

    def test_an_uninstall_leaves_no_trace(self):
        self.ledger._drop_summary()
        self.assertFalse(self.ledger._found_triggers())
        self.env.cr.execute(
            """SELECT proname FROM pg_proc WHERE starts_with(proname, 'ipai_bir_')
                UNION SELECT relname FROM pg_class
                       WHERE starts_with(relname, 'ipai_bir_ledger_')"""
        )
        self.assertFalse(self.env.cr.fetchall())
        self.book()


@tagged("post_install", "-at_install")
class TestLedgerSummaryProperties(SummaryCase):
    def do(self, step, moves):
        action, *wanted = step
        if action == "book":
            moves.append(self.book(*wanted))
        elif action == "sum up":
            self.ledger._sum_up()
        elif action == "raw":
            self.env.cr.execute(
                SQL(
                    """SELECT id FROM account_move_line WHERE company_id = %s
                        ORDER BY id""",
                    self.company.id,
                )
            )
            ids = [found for (found,) in self.env.cr.fetchall()]
            if ids:
                self.env.cr.execute(RAW[wanted[0]], [ids[wanted[1] % len(ids)]])
                self.env.invalidate_all()
        elif moves:
            self.change(action, moves, wanted[0] % len(moves))

    def change(self, action, moves, place):
        """What a person does to an entry; Odoo may refuse one that was damaged."""
        try:
            with self.env.cr.savepoint():
                self.edit(action, moves[place])
        except UserError:
            self.env.invalidate_all()
        else:
            if action == "delete":
                moves.pop(place)

    def edit(self, action, move):
        move.button_draft()
        if action == "re-date":
            move.write({"name": False, "date": "2026-08-03"})
            move.invoice_date = "2026-08-03"
            move.action_post()
        elif action == "delete":
            move.with_context(force_delete=True).unlink()
        self.env.flush_all()

    @settings(
        max_examples=30,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(st.lists(STEPS, min_size=3, max_size=12))
    def test_whatever_happens_the_answer_is_the_books(self, steps):
        with self.env.cr.savepoint() as savepoint:
            self.ledger._sum_up()
            moves = [self.book(), self.book("out_invoice", 1)]
            for step in steps:
                with mute_logger("odoo.sql_db"):
                    self.do(step, moves)
                self.assert_exact()
            self.ledger._sum_up()
            self.assert_exact()
            savepoint.close(rollback=True)
        self.env.invalidate_all()
