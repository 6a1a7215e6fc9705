# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_capture
from . import test_changes
from . import test_check
from . import test_computed
from . import test_cursor
from . import test_drift
from . import test_mask
from . import test_run
from . import test_shipped
from . import test_table
from . import test_table_fields
from . import test_tours
