"""Which reader an Odoo is read with."""

from sidecar.settings import Settings
from sidecar.sync.batches import Reader
from sidecar.sync.direct import DirectReader
from sidecar.sync.reader import Odoo, OdooReader


def make_reader(settings: Settings, odoo: Odoo) -> Reader:
    """Directly from the database where IPAI_ODOO_DSN names one, else over RPC."""
    dsn = settings.odoo_dsn.get_secret_value()
    return DirectReader(odoo, dsn) if dsn else OdooReader(odoo)
