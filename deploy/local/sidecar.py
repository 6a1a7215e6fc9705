"""The sidecar as the runner sees it: how it is started, its settings, its models."""

from . import stamps
from .console import run, step
from .paths import BUILD, MODELS, REQUIREMENTS, ROOT, VENV

SERVICE_USER = "ipai_service"


def command(*arguments: str) -> list[str]:
    """Return the command line of one sidecar command."""
    return [str(VENV / "bin" / "python"), "-m", "sidecar.cli", *arguments]


def settings(
    name: str, *, secret: str, warehouse_dsn: str, odoo_url: str, odoo_database: str, api_key: str
) -> dict[str, str]:
    """Return the environment of sidecar and worker; ``name`` tells build folders apart."""
    return {
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "IPAI_ENVIRONMENT": "development",
        "IPAI_SIDECAR_SECRET": secret,
        "IPAI_WAREHOUSE_DSN": warehouse_dsn,
        "IPAI_ODOO_URL": odoo_url,
        "IPAI_ODOO_DATABASE": odoo_database,
        "IPAI_ODOO_LOGIN": SERVICE_USER,
        "IPAI_ODOO_API_KEY": api_key,
        "IPAI_OCR_MODELS_DIR": str(MODELS),
        "IPAI_DBT_PROJECT_DIR": str(ROOT / "dbt_finance"),
        "IPAI_DBT_BUILD_DIR": str(BUILD / "dbt" / name),
    }


def ensure_models() -> None:
    """Make the model folders PaddleOCR wants out of the installed models, once."""
    stamp = MODELS / ".made"
    wanted = stamps.digest(REQUIREMENTS, ROOT / "sidecar" / "adapters" / "ocr" / "models.py")
    if stamps.holds(stamp, wanted):
        return
    with step("OCR models"):
        environment = {"PYTHONPATH": str(ROOT)}
        run("OCR models", command("receipts", "models", "--to", str(MODELS)), env=environment)
        stamps.write(stamp, wanted)
