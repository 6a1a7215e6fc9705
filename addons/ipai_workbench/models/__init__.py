from . import ipai_quality_mirror
from . import ipai_quality_card
from . import ipai_quality_table
from . import ipai_quality_score
from . import ipai_quality_rule
from . import ipai_quality_incident
from . import res_config_settings
