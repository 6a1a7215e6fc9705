"""Draw sample receipts into a folder."""

import argparse
import json
from pathlib import Path

from . import __doc__ as usage
from .files import write_receipts
from .plan import make_receipts


def main() -> None:
    """Draw receipts into a folder, with labels.json."""
    parser = argparse.ArgumentParser(
        description=usage, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--count", type=int, default=12)
    wanted = parser.parse_args()
    wanted.to.mkdir(parents=True, exist_ok=True)
    labels = write_receipts(make_receipts(wanted.count, wanted.seed), wanted.to)
    text = json.dumps(labels, indent=1, ensure_ascii=False) + "\n"
    (wanted.to / "labels.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
