"""What it costs posting that changed days are marked for the sums of BIR returns.

    .venv/bin/python tests/bench/bench_posting.py [--entries 1000] [--rounds 5]

Bills are created and posted through Odoo's own methods in the demo's company, in turns with the
triggers of `ipai.bir.ledger` and without them, each round in a transaction that is rolled back.
"""

import argparse
import statistics
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "deploy"))

from local import databases, odoo_source  # noqa: E402
from local.odoo import Odoo  # noqa: E402
from local.odoo_database import Database  # noqa: E402
from local.secrets_file import Secrets  # noqa: E402

POST = Path(__file__).with_name("post_entries.py")
BOOK = REPOSITORY / "deploy/local/demo/book.py"
NAME = "workbench_bench_posting"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--entries", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args()
    secrets = Secrets()
    with databases.in_use(secrets) as server:
        odoo = Odoo(odoo_source.find(), server, secrets)
        odoo.prepare()
        Database(odoo, NAME).ensure()
        odoo.run_script(NAME, BOOK, seed=2026, scale=1, passwords={})
        found = odoo.run_script(NAME, POST, entries=wanted.entries, rounds=wanted.rounds)
    median = {name: statistics.median(times) for name, times in found.items()}
    for name, times in found.items():
        print(f"{name:<10}{median[name]:>8.2f} s median{min(times):>8.2f} s best")
    print(f"with / without: {median['with'] / median['without']:.3f}")


if __name__ == "__main__":
    main()
