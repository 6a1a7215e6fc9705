"""What the adapter refuses before it asks Odoo anything (a running Odoo: tests/e2e)."""

import pytest

from sidecar.adapters.odoo import OdooAdapter
from sidecar.errors import NotAllowed

NOWHERE = "http://127.0.0.1:9"


async def test_a_missing_key_is_said_without_asking_odoo() -> None:
    adapter = OdooAdapter(NOWHERE, "odoo", "ipai_service", "")
    with pytest.raises(NotAllowed, match="IPAI_ODOO_API_KEY"):
        await adapter.ping()


async def test_only_listed_methods_are_called() -> None:
    adapter = OdooAdapter(NOWHERE, "odoo", "ipai_service", "key")
    with pytest.raises(NotAllowed, match=r"res\.users\.unlink"):
        await adapter.execute("res.users", "unlink", ids=[1])
