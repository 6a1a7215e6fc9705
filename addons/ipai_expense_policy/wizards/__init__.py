# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import ipai_expense_decision
from . import ipai_expense_explain
from . import ipai_expense_explain_line
