# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import ipai_bir_employee_part
from . import ipai_bir_minimum_wage
from . import ipai_bir_wage_earner
from . import ipai_bir_previous_employer
from . import hr_employee
from . import res_company
from . import ipai_bir_compensation_part
from . import ipai_bir_compensation_benefit
from . import ipai_bir_compensation_adjustment
from . import ipai_bir_compensation
from . import ipai_bir_compensation_work
from . import ipai_bir_compensation_year
from . import ipai_bir_certificate_2316
from . import ipai_bir_payroll_rule
from . import ipai_bir_return_check
from . import ipai_bir_return_payroll
from . import ipai_bir_return_payroll_check
from . import ipai_bir_return_settlement
from . import ipai_bir_compensation_year_alphalist
from . import ipai_bir_alphalist
from . import ipai_bir_proof
