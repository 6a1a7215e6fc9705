"""Read by Odoo's shell: run one file with variables, commit, hand back its result."""

import json
import os
from pathlib import Path

request = json.loads(Path(os.environ["IPAI_SCRIPT_REQUEST"]).read_text(encoding="utf-8"))
script = Path(request["script"])
names = {**request["variables"], "env": env, "result": None, "__file__": str(script)}  # noqa: F821
names["__name__"] = "__main__"
exec(compile(script.read_text(encoding="utf-8"), str(script), "exec"), names)  # noqa: S102
env.cr.commit()  # noqa: F821
Path(os.environ["IPAI_SCRIPT_ANSWER"]).write_text(json.dumps(names["result"]), encoding="utf-8")
