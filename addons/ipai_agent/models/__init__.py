# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import ipai_agent
from . import ipai_agent_handover
from . import ipai_agent_report
from . import ipai_agent_run
from . import ipai_agent_step
