# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the states of a return mean: draft, computed, reviewed, filed, paid."""

OPEN = ("draft", "computed")
COMPUTED = ("computed", "reviewed", "filed", "paid")
FROZEN = ("filed", "paid")
