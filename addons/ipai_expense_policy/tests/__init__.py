# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_agent
from . import test_approval
from . import test_breach
from . import test_delegation
from . import test_policy_kinds
from . import test_policy_scope
from . import test_route
from . import test_tours
