# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import account_tax
from . import hr_employee
from . import hr_expense
from . import hr_expense_agent
from . import hr_expense_correction
from . import hr_expense_compare
from . import hr_expense_duplicate
from . import hr_expense_filling
from . import hr_expense_further
from . import hr_expense_intake
from . import hr_expense_mail
from . import hr_expense_memory
from . import hr_expense_rest
from . import hr_expense_review
from . import hr_expense_run
from . import hr_expense_settling
from . import hr_expense_split
from . import hr_expense_values
from . import hr_expense_vat
from . import ipai_expense_correction
from . import ipai_expense_grade
from . import ipai_expense_line
from . import ipai_expense_memory
from . import res_company
from . import res_config_settings
from . import res_partner
