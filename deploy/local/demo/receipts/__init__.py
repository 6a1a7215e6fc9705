"""Sample Philippine receipts, drawn from a seed, with labels of what is printed on each.

    PYTHONPATH=deploy python -m local.demo.receipts --to FOLDER [--seed 2026] [--count 12]

The same seed draws the same receipts. `samples/` beside this holds the twelve of the default seed.
"""
