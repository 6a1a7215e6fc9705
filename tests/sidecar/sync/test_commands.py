"""`sidecar.cli sync`: without an Odoo it ends with a sentence."""

import os
import subprocess
import sys
from pathlib import Path


def test_a_dead_odoo_is_a_sentence(own_dsn, tmp_path):
    environment = os.environ | {
        "IPAI_WAREHOUSE_DSN": own_dsn,
        "IPAI_ODOO_URL": "http://127.0.0.1:9",
        "IPAI_ODOO_API_KEY": "a-key-nobody-issued",
        "IPAI_DBT_BUILD_DIR": str(tmp_path),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "sidecar.cli", "sync", "run"],
        cwd=Path(__file__).parents[3],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 1
    assert "Odoo does not answer at http://127.0.0.1:9" in ended.stderr
    assert "Traceback" not in ended.stderr
