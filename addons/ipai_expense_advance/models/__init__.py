# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import ipai_expense_request
from . import ipai_expense_request_decision
from . import ipai_expense_advance
from . import ipai_expense_advance_entry
from . import ipai_expense_advance_settlement
from . import ipai_expense_advance_reminder
from . import ipai_expense_advance_aging
from . import ipai_per_diem_rate
from . import ipai_travel_request
from . import ipai_travel_outcome
from . import ipai_travel_line
from . import ipai_travel_leg
from . import ipai_travel_day
from . import ipai_travel_cost
from . import account_move
from . import account_move_line
from . import hr_employee
from . import hr_expense
from . import res_company
from . import res_config_settings
