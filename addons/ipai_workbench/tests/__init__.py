# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_build
from . import test_hoot
from . import test_lineage
from . import test_lineage_tour
from . import test_quality_incident
from . import test_quality_mirror
from . import test_quality_rule
from . import test_quality_tour
