"""Script for Odoo's shell: book the demo company's year. Takes seed, scale, passwords."""

import sys
from pathlib import Path

# Odoo's interpreter does not know this package: its parent's parent holds `local`.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from local.demo.books import book

result = book(env, seed=seed, scale=scale, passwords=passwords)  # noqa: F821
