# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import ipai_call_recording
from . import ipai_call_result
from . import ipai_call
from . import ipai_sidecar_answer
from . import ipai_sidecar_service
from . import ipai_sidecar
from . import res_config_settings
