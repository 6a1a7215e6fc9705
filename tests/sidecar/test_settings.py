"""Production refuses what only suits development, and says what."""

import pytest
from pydantic import ValidationError

from sidecar.settings import DEVELOPMENT_SECRET, Settings

GOOD = {
    "environment": "production",
    "sidecar_secret": "kT7vQ2mX9pR4wZ8nB6cL1sD5fG3hJ0yA",
    "odoo_api_key": "0123456789abcdef",
    "warehouse_dsn": "postgresql://warehouse@db/warehouse",
}


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in ("SIDECAR_SECRET", "ODOO_API_KEY", "WAREHOUSE_DSN", "ODOO_URL", "ENVIRONMENT"):
        monkeypatch.delenv(f"IPAI_{name}", raising=False)


def test_production_with_real_secrets_starts():
    assert Settings(**GOOD).environment == "production"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"sidecar_secret": DEVELOPMENT_SECRET}, "IPAI_SIDECAR_SECRET still has"),
        ({"sidecar_secret": "short"}, "IPAI_SIDECAR_SECRET is shorter than 32"),
        ({"sidecar_secret": "ab" * 20}, "IPAI_SIDECAR_SECRET repeats"),
        ({"odoo_api_key": ""}, "IPAI_ODOO_API_KEY is empty"),
        ({"warehouse_dsn": None}, "IPAI_WAREHOUSE_DSN is not set"),
    ],
)
def test_production_refuses(change, named):
    values = {key: value for key, value in (GOOD | change).items() if value is not None}
    with pytest.raises(ValidationError, match=named):
        Settings(**values)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(ValidationError) as caught:
        Settings(environment="production")
    for name in ("IPAI_SIDECAR_SECRET", "IPAI_ODOO_API_KEY", "IPAI_WAREHOUSE_DSN"):
        assert name in str(caught.value)


def test_the_environment_is_read(monkeypatch):
    monkeypatch.setenv("IPAI_UPLOAD_LIMIT_MB", "7")
    monkeypatch.setenv("IPAI_SIDECAR_SECRET", "from-the-environment")
    settings = Settings()
    assert settings.upload_limit == 7 * 1024 * 1024
    assert settings.sidecar_secret.get_secret_value() == "from-the-environment"


def test_secrets_are_not_printed():
    text = repr(Settings(**GOOD)) + str(Settings(**GOOD))
    for name in ("sidecar_secret", "odoo_api_key", "warehouse_dsn"):
        assert GOOD[name] not in text


@pytest.mark.parametrize("url", ["odoo:8069", "", "ftp://odoo", "http://"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(ValidationError, match="IPAI_ODOO_URL"):
        Settings(odoo_url=url)
