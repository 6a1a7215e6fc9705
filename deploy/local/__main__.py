"""``python3 deploy/local <command>``: make the environment, then run in it.

Everything imported here is the standard library's, so that a bare Python can
start it; the commands themselves run inside ``.venv``.
"""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from local import bootstrap, console  # noqa: E402


def main() -> int:
    """Run one command; print a failure as one sentence."""
    try:
        bootstrap.enter_environment()
        from local import commands

        return commands.run(sys.argv[1:])
    except console.Failure as failure:
        console.say_failure(str(failure))
        return 1
    except KeyboardInterrupt:
        console.say("Stopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
