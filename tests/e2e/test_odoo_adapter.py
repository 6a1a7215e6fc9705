"""The adapter against a running Odoo: the restricted user, its key, lost connections."""

import pytest

from sidecar.adapters import odoo as module
from sidecar.adapters.odoo import OdooAdapter
from sidecar.errors import BadRequest, NotAllowed, OdooDown


@pytest.fixture(scope="session")
def address(odoo) -> dict[str, str]:
    return {
        "url": odoo.url,
        "database": odoo.database,
        "login": "ipai_service",
        "api_key": odoo.service_key(),
    }


@pytest.fixture
def adapter(address):
    made = OdooAdapter(**address, timeout=60)
    yield made
    made.close()


async def test_odoo_knows_the_service_user(adapter, address):
    answer = await adapter.ping()
    assert (answer["login"], answer["database"]) == (address["login"], address["database"])
    assert answer["version"].split(".")[0].isdigit()


async def test_the_way_fits_the_version(adapter):
    answer = await adapter.ping()
    major = int(answer["version"].split(".")[0])
    assert type(adapter._session).__name__ == ("_Json2" if major >= 19 else "_JsonRpc")


async def test_one_connection_is_kept(adapter):
    await adapter.ping()
    session = adapter._session
    await adapter.ping()
    assert adapter._session is session


async def test_a_connection_that_was_lost_is_made_again(adapter):
    await adapter.ping()
    session = adapter._session
    if hasattr(session._client, "base_url"):
        session._client.base_url = "http://127.0.0.1:9"
    else:
        session._client._connector._proxy_json._root_url = "http://127.0.0.1:9"
    assert (await adapter.ping())["ok"]
    assert adapter._session is not session


async def test_a_session_odoo_forgot_is_made_again(adapter, address):
    await adapter.ping()
    session = adapter._session
    if hasattr(session._client, "base_url"):
        session._client.headers["Authorization"] = "bearer forgotten"
    else:
        session._client._password = "forgotten"
    assert (await adapter.ping())["ok"]
    assert adapter._session is not session


async def test_a_wrong_key_names_the_setting(address):
    adapter = OdooAdapter(**(address | {"api_key": "wrong"}), timeout=60)
    with pytest.raises(NotAllowed, match="IPAI_ODOO_API_KEY") as caught:
        await adapter.ping()
    assert caught.value.code == "odoo_refused_key"


async def test_a_wrong_address_names_the_setting(address):
    adapter = OdooAdapter(**(address | {"url": "http://127.0.0.1:9"}), timeout=5)
    with pytest.raises(OdooDown, match="IPAI_ODOO_URL"):
        await adapter.ping()


async def test_a_method_that_is_not_allowed_never_leaves(adapter):
    with pytest.raises(NotAllowed, match=r"res\.users\.unlink"):
        await adapter.execute("res.users", "unlink", ids=[1])
    assert adapter._session is None


@pytest.mark.parametrize(
    ("model", "method", "arguments"),
    [
        ("res.users", "search_read", {"domain": [], "fields": ["login"]}),
        ("ipai.call", "search_read", {"domain": [], "fields": ["path"]}),
        ("res.users.apikeys", "search_read", {"domain": [], "fields": ["name"]}),
        ("ir.config_parameter", "get_param", {"key": "ipai_base.sidecar_secret"}),
        ("account.move", "search_read", {"domain": [], "fields": ["name"]}),
        ("hr.employee", "search_read", {"domain": [], "fields": ["name"]}),
    ],
)
async def test_odoo_itself_refuses_the_user_more(adapter, monkeypatch, model, method, arguments):
    """A stolen key opens no more than the methods made for it."""
    monkeypatch.setitem(module.ALLOWED, (model, method), "read")
    try:
        answer = await adapter.execute(model, method, **arguments)
    except NotAllowed:
        return
    own = [{"id": answer[0]["id"], "login": adapter.login}] if model == "res.users" else []
    assert answer == own


async def test_odoos_own_sentence_arrives(adapter):
    with pytest.raises(BadRequest) as caught:
        await adapter.execute("hr.expense", "ipai_receive_receipts", files=[], employee="nobody@x")
    assert caught.value.detail
    assert "Traceback" not in caught.value.detail
