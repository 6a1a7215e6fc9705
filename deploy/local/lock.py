"""``make lock``: compile the complete locks with uv."""

import shutil
from pathlib import Path

from . import spark
from .bootstrap import uv_program
from .console import Failure, run, say, step
from .paths import HERE, REQUIREMENTS, ROOT

OPTIONS = ("--quiet", "--no-header", "--no-annotate", "--no-emit-index-url", "--generate-hashes")
TARGET = "--python-version=3.11"


def compile_all() -> None:
    """Resolve the inputs anew: ``requirements.txt``, Odoo's lock and Spark's."""
    uv = uv_program() or shutil.which("uv")
    if not uv:
        raise Failure("uv is needed to compile the locks: pip install uv, and run again.")
    inputs: dict[Path, list[str]] = {
        REQUIREMENTS: ["--all-extras", str(ROOT / "pyproject.toml")],
        HERE / "odoo-requirements.txt": [str(HERE / "odoo-requirements.in")],
        spark.LOCK: [str(spark.LOCK.with_suffix(".in"))],
    }
    for output, source in inputs.items():
        with step(f"Resolving {output.name}"):
            run(
                "uv pip compile",
                [uv, "pip", "compile", *OPTIONS, TARGET, f"--output-file={output}", *source],
            )
    say("Look at the changes with git diff, then make test.")
