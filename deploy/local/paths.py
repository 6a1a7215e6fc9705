"""Where the runner reads and writes. Nothing outside these folders is changed."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements.txt"
ADDONS = ROOT / "addons"
MIGRATIONS = ROOT / "deploy" / "supabase" / "migrations"

BUILD = ROOT / "build"
LOGS = BUILD / "logs"
RUN = BUILD / "run"
SECRETS = BUILD / "secrets.env"
MODELS = BUILD / "models"
NODE = BUILD / "node"
POSTGRES = BUILD / "postgres"


def odoo_build(version: str) -> Path:
    """Return the folder of one Odoo version, such as ``build/odoo/18.0``."""
    return BUILD / "odoo" / version
