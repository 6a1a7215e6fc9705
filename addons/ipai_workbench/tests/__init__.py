from . import test_build
from . import test_hoot
from . import test_quality_incident
from . import test_quality_mirror
from . import test_quality_rule
from . import test_quality_tour
