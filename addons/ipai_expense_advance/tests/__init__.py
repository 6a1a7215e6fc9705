# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_advance
from . import test_aging
from . import test_currency
from . import test_liquidation
from . import test_per_diem
from . import test_report
from . import test_rights
from . import test_tours
from . import test_travel
