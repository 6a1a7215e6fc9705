"""Script for Odoo's shell: book the demo company's year.

Takes seed, scale, passwords, and last_day (ISO) for books that end on another day.
"""

import sys
from datetime import date
from pathlib import Path

# Odoo's interpreter does not know this package: its parent's parent holds `local`.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from local.demo.books import book
from local.demo.records import DEMO, Window

asked = globals().get("last_day")
window = Window(date.fromisoformat(asked)) if asked else DEMO
result = book(env, seed=seed, scale=scale, passwords=passwords, window=window)  # noqa: F821
