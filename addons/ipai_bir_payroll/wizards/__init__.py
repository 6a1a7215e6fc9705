# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import ipai_bir_compensation_import
from . import ipai_bir_compensation_import_line
from . import ipai_bir_compensation_import_rows
from . import ipai_bir_compensation_import_payroll
