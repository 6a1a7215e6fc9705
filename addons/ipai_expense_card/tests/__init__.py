# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_booking
from . import test_card
from . import test_import
from . import test_matching
from . import test_rights
from . import test_statement_file
from . import test_tours
