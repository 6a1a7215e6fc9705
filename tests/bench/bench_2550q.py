"""Seconds to compute the 2550Q of one quarter, on books of growing size.

    .venv/bin/python tests/bench/bench_2550q.py [--scale 1 --scale 5] [--runs 5]

Each scale gets a database of its own on the runner's PostgreSQL, booked by the demo's generator
through Odoo's own methods and kept for the next time. Booking is timed as well.
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
COMPUTE = Path(__file__).with_name("compute_2550q.py")
SEED = 2026


def measure(odoo: Odoo, scale: int, runs: int) -> dict[str, Any]:
    """Book the year at a scale unless it is booked, then compute the return several times."""
    name = f"workbench_bench{scale}"
    Database(odoo, name).ensure()
    booked = odoo.run_script(name, BOOK, seed=SEED, scale=scale, passwords={})
    computed = odoo.run_script(name, COMPUTE, runs=runs)
    return {**booked, **computed}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, action="append")
    parser.add_argument("--runs", type=int, default=5)
    wanted = parser.parse_args()
    secrets = Secrets()
    with databases.in_use(secrets) as server:
        odoo = Odoo(odoo_source.find(), server, secrets)
        odoo.prepare()
        for scale in wanted.scale or [1]:
            found = measure(odoo, scale, wanted.runs)
            booking = f"booked in {found['seconds']:.0f} s" if found["booked"] else "booked before"
            print(
                f"scale {scale:>3}  {found['items']:>8,} journal items, "
                f"{found['in_quarter']:>7,} in the quarter  {booking:<18}"
                f"  2550Q {statistics.median(found['computing']):.2f} s "
                f"(first {found['computing'][0]:.2f} s)"
            )


if __name__ == "__main__":
    main()
