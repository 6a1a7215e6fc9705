# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from importlib.util import find_spec

from . import ir_attachment
from . import ipai_expense_approval
from . import ipai_expense_approval_decision
from . import ipai_expense_approval_escalation
from . import ipai_expense_approval_screen
from . import ipai_expense_breach
from . import ipai_expense_delegation
from . import ipai_expense_policy
from . import ipai_expense_policy_finding
from . import ipai_expense_policy_pack
from . import ipai_expense_route
from . import ipai_expense_route_level
from . import ipai_expense_submission
from . import hr_expense
from . import hr_expense_agent
from . import hr_expense_facts
from . import hr_expense_screen
from . import res_company
from . import res_config_settings
from . import res_users

# The one place where the versions part: 19.0 has no reports of expenses.
if find_spec("odoo.addons.hr_expense.models.hr_expense_sheet"):
    from . import hr_expense_sheet
else:
    from . import hr_expense_submission
