"""What returns cost on big books, beside one SQL aggregate over the same journal items.

    .venv/bin/python tests/bench/bench_returns.py [--items 1000000] [--runs 5] [--all-in-quarter]

The demo is booked once through Odoo's own methods; its posted entries are then copied by SQL until
there are that many items (`multiply_books.py`), a third of them in the quarter, or all of them with
`--partners` partners. The database is kept for the next time.

One run measures, in turns so that all see the same load of the machine:

- **aggregate**: one plain SQL statement, the posted items of the quarter joined with the taxes they
  carry (one branch) or that made them (the other), their balances summed by tax. It knows neither
  partners nor which items count once; nobody could file from it.
- **aggregate by partner**: the same by tax, partner and month, as the lists need it.
- **reading**: everything a return takes from the books, into Python's sums (`ipai.bir.ledger`).
- **2550Q**, **1601-EQ**: the whole `action_compute`: reading, boxes, schedules, lists, checks.

It does so twice. *Cold*: nothing is summed up, every return reads all items, as right after the
module was installed on big books. *In use*: the nightly action summed the books up (its time is
told), and an ordinary day of the quarter was posted to since, so its items are read. The aggregate
never uses the sums.
"""

import argparse
import statistics
import sys
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "deploy"))

from local import databases, odoo_source  # noqa: E402
from local.odoo import Odoo  # noqa: E402
from local.odoo_database import Database  # noqa: E402
from local.secrets_file import Secrets  # noqa: E402

BOOK = REPOSITORY / "deploy/local/demo/book.py"
MULTIPLY = Path(__file__).with_name("multiply_books.py")
COMPUTE = Path(__file__).with_name("compute_returns.py")
SEED = 2026
QUARTER = "2026-07-01"


def measure(odoo: Odoo, wanted: argparse.Namespace) -> dict[str, Any]:
    """Book and copy unless that was done before, then measure."""
    kind = f"q{wanted.partners}" if wanted.all_in_quarter else "y"
    name = f"workbench_bench_{wanted.items}_{kind}"
    Database(odoo, name).ensure()
    odoo.run_script(name, BOOK, seed=SEED, scale=1, passwords={})
    odoo.run_script(
        name,
        MULTIPLY,
        items=wanted.items,
        partners=wanted.partners if wanted.all_in_quarter else 0,
        quarter=QUARTER if wanted.all_in_quarter else None,
    )
    return odoo.run_script(name, COMPUTE, runs=wanted.runs, first=QUARTER)


def table(found: dict[str, Any]) -> str:
    """The measurements, a line each."""
    lines = [
        f"{found['items']:,} posted journal items, {found['in_quarter']:,} in the quarter",
        f"summed up by day in {found['summing up']:.1f} s",
    ]
    for state in ("cold", "in use"):
        lines += state_table(state, **found[state])
    return "\n".join(lines)


def state_table(state: str, seconds: dict[str, list[float]], megabytes: list[float]) -> list[str]:
    """The measurements of one state of the sums."""
    median = {name: statistics.median(times) for name, times in seconds.items()}
    aggregate, by_partner = median["aggregate"], median["aggregate by partner"]
    lines = [f"{state:<22}{'median':>9}{'best':>9}{'/aggregate':>12}{'/by partner':>13}"]
    for name, times in seconds.items():
        lines.append(
            f"{name:<22}{median[name]:>7.2f} s{min(times):>7.2f} s"
            f"{median[name] / aggregate:>12.2f}{median[name] / by_partner:>13.2f}"
        )
    before, *after = megabytes
    grown = ", ".join(f"{size:.0f}" for size in after)
    return [*lines, f"memory of Odoo: {before:.0f} MB before, after each round {grown} MB"]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--all-in-quarter", action="store_true")
    parser.add_argument("--partners", type=int, default=10_000)
    wanted = parser.parse_args()
    secrets = Secrets()
    with databases.in_use(secrets) as server:
        odoo = Odoo(odoo_source.find(), server, secrets)
        odoo.prepare()
        print(table(measure(odoo, wanted)))


if __name__ == "__main__":
    main()
