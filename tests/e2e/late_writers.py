"""Writers that change an Odoo's books past its methods, in transactions that overlap and last."""

import random
import threading
import time
from typing import Any

import psycopg

HELD_SECONDS = 20
EXPECTED = (psycopg.errors.DeadlockDetected, psycopg.errors.ForeignKeyViolation)


class LateWriter(threading.Thread):
    """Changes and deletes partners, entries and journal items by raw SQL until it has made so many
    changes and is told that it is enough; a fifth of its transactions is rolled back.

    changes: rows changed or deleted in transactions that were committed; undone: transactions
    rolled back.
    """

    def __init__(
        self, dsn: str, books: "Books", seed: float, quota: int, enough: threading.Event
    ) -> None:
        super().__init__(daemon=True)
        self.dsn, self.books, self.quota, self.enough = dsn, books, quota, enough
        self.chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.changes = self.undone = 0
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            with psycopg.connect(self.dsn) as connection:
                while self.changes < self.quota or not self.enough.is_set():
                    self.work(connection)
        except Exception as error:
            self.error = error

    def work(self, connection: psycopg.Connection) -> None:
        """One transaction: some statements with pauses between, then an end of either kind."""
        changes = 0
        try:
            for _ in range(self.chance.randint(1, 4)):
                changes += self.statement(connection)
                time.sleep(self.chance.choice([0, 0, 0.01, 0.05, 0.2]))
        except EXPECTED:
            connection.rollback()
            self.undone += 1
            return
        if self.chance.random() < 0.2:
            connection.rollback()
            self.undone += 1
        else:
            connection.commit()
            self.changes += changes

    def statement(self, connection: psycopg.Connection) -> int:
        """One statement of a random kind; rows it changed."""
        draw, books = self.chance.random(), self.books
        partner, entry = self.chance.choice(books.partners), self.chance.choice(books.entries)
        value = f"r{self.chance.random()}"
        if draw < 0.25:
            query = "update res_partner set ref = %s where id between %s and %s + 9"
            return connection.execute(query, [value, partner, partner]).rowcount
        if draw < 0.3:
            query = "delete from res_partner where id = %s"
            return connection.execute(query, [partner]).rowcount
        if draw < 0.4:
            query = (
                "insert into res_partner (name, active, autopost_bills, ref)"
                " select 'late', true, 'ask', 'late-writer' from generate_series(1, 5)"
            )
            return connection.execute(query).rowcount
        if draw < 0.75:
            # As Odoo's own reconciliation does: write_date stays as it was.
            query = (
                "update account_move_line set matching_number = %s, amount_residual = %s"
                " where move_id between %s and %s + 4"
            )
            number = self.chance.randint(0, 999)
            return connection.execute(query, [value, number, entry, entry]).rowcount
        if draw < 0.85:
            query = "update account_move set ref = %s where id = %s"
            return connection.execute(query, [value, entry]).rowcount
        if draw < 0.95:
            # A relation's rows say that its record changed.
            query = (
                "insert into account_move_line_account_tax_rel"
                " select id, %s from account_move_line where move_id = %s on conflict do nothing"
            )
            return connection.execute(query, [books.tax, entry]).rowcount
        # Its items go by the foreign key, unseen by Odoo.
        query = "delete from account_move where id = %s"
        return connection.execute(query, [entry]).rowcount


class Holder(threading.Thread):
    """One transaction that changes records at once and ends after HELD_SECONDS."""

    def __init__(self, dsn: str, keys: list[int], *, commits: bool) -> None:
        super().__init__(daemon=True)
        self.dsn, self.keys, self.commits = dsn, keys, commits
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            with psycopg.connect(self.dsn) as connection:
                connection.execute(
                    "update res_partner set ref = 'held' where id = any(%s)", [self.keys]
                )
                connection.execute(
                    "insert into res_partner (name, active, autopost_bills, ref)"
                    " values ('held', true, 'ask', 'late-writer')"
                )
                time.sleep(HELD_SECONDS)
                if not self.commits:
                    connection.rollback()
        except Exception as error:
            self.error = error


class Books:
    """Partners and draft entries that writers may do with as they like."""

    def __init__(self, odoo: Any, *, partners: int, entries: int) -> None:
        self.odoo = odoo
        self.partners = odoo.create_partners(partners)
        journal = odoo.call("account.journal", "search", [("type", "=", "general")], limit=1)[0]
        accounts = odoo.call(
            "account.account", "search", [("account_type", "=", "expense")], limit=2
        )
        self.tax = odoo.call("account.tax", "search", [], limit=1)[0]
        lines = [
            (0, 0, {"name": "late", "account_id": accounts[0], "debit": 10}),
            (0, 0, {"name": "late", "account_id": accounts[-1], "credit": 10}),
        ]
        values = {"move_type": "entry", "journal_id": journal, "date": "2026-03-03"}
        self.entries = odoo.call(
            "account.move", "create", [values | {"line_ids": lines} for _ in range(entries)]
        )

    def delete(self) -> None:
        with psycopg.connect(self.odoo.dsn) as connection:
            connection.execute("delete from account_move where id = any(%s)", [self.entries])
        self.odoo.delete_partners()
