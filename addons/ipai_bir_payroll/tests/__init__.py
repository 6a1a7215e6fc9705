# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_alphalist
from . import test_browser
from . import test_certificate_2316
from . import test_compensation
from . import test_import
from . import test_numbers
from . import test_payslip
from . import test_properties
from . import test_returns
from . import test_security
