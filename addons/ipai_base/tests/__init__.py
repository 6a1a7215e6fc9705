# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_call
from . import test_callback
from . import test_service_user
from . import test_settings
from . import test_sidecar
from . import test_sidecar_real
from . import test_tours
from . import test_transport
