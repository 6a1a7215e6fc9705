from . import ipai_sync_capture
from . import ipai_sync_batch
from . import ipai_sync_table
from . import ipai_sync_shipped
from . import ipai_sync_run
