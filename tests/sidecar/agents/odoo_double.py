"""Stands for an Odoo 18 on the other end of the network: its JSON-RPC, the run's rows, one expense.

It keeps what addons promise: a report that comes twice changes nothing, an effect happens once a
run. It can be told to fall silent before or after it did something, as a killed server would.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

RUN_METHODS = {"ipai_report_step", "ipai_report_state"}
EFFECTS = {
    "ipai_agent_fill",
    "ipai_agent_fail",
    "ipai_agent_classify",
    "ipai_agent_route",
    "ipai_agent_notify",
}


class Refused(Exception):
    """What Odoo answers with a UserError."""


class Run:
    """Odoo's row of a run."""

    def __init__(self) -> None:
        self.state = "queued"
        self.question: str | None = None
        self.error: str | None = None
        self.answers = 0
        self.steps: dict[tuple[int, str], dict[str, Any]] = {}

    def report_steps(self, steps: list[dict[str, Any]]) -> None:
        if self.state in ("done", "cancelled"):
            return
        for step in steps:
            key = (step["sequence"], step["name"])
            known = self.steps.get(key)
            if known is None or known["state"] not in ("done", step["state"]):
                self.steps[key] = step
                if step["state"] == "running":
                    self.state, self.question, self.error = "running", None, None

    def report_state(self, state: str, question: Any, error: Any, answers: int) -> None:
        stale = state == "waiting" and answers < self.answers
        if not stale and self.state not in ("done", "cancelled"):
            self.state, self.question, self.error = state, question, error

    @property
    def course(self) -> list[tuple[str, str]]:
        """(name, state) of each step in order."""
        return [(name, step["state"]) for (_at, name), step in sorted(self.steps.items())]


class OdooDouble:
    """A server that answers as Odoo would; `expense` methods can be replaced by a test."""

    def __init__(self) -> None:
        self.runs: dict[str, Run] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.effects: Counter[tuple[str, str]] = Counter()
        self.answers: dict[str, Callable[[dict[str, Any]], Any]] = {}
        self.memory: list[dict[str, Any]] = []
        self.silent_at: tuple[str, str] | None = None
        self.is_silent = threading.Event()
        self.go_on = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_request: None
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "OdooDouble":
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()

    def fall_silent(self, method: str, when: str) -> None:
        """Answer nothing more from the next call of a method on: "before" or "after" it is done."""
        self.is_silent.clear()
        self.go_on.clear()
        self.silent_at = (method, when)

    def called(self, method: str) -> list[dict[str, Any]]:
        return [arguments for name, arguments in self.calls if name == method]

    def _object(self, method: str, arguments: dict[str, Any]) -> Any:
        self._maybe_silent(method, "before")
        self.calls.append((method, arguments))
        if method in RUN_METHODS:
            answer = self._report(method, arguments)
        else:
            if method in EFFECTS:
                self.effects[method, arguments["run_uuid"]] += 1
            answer = self.answers[method](arguments)
        self._maybe_silent(method, "after")
        return answer

    def _maybe_silent(self, method: str, when: str) -> None:
        if self.silent_at == (method, when):
            self.silent_at = None
            self.is_silent.set()
            self.go_on.wait(60)

    def _report(self, method: str, arguments: dict[str, Any]) -> dict[str, str]:
        run = self.runs.get(arguments["run_uuid"])
        if run is None:
            raise Refused(f"There is no run with the number {arguments['run_uuid']}.")
        run.report_steps(list(arguments["steps"]))
        if method == "ipai_report_state":
            run.report_state(
                arguments["state"],
                arguments["question"],
                arguments["error"],
                arguments["answers"],
            )
        return {"state": run.state}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        double = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                asked = json.loads(self.rfile.read(length) or "{}")
                try:
                    result = {"result": double._answer(self.path, asked.get("params") or {})}
                except Refused as error:
                    name = "odoo.exceptions.UserError"
                    data = {"name": name, "message": str(error)}
                    result = {"error": {"message": "Odoo Server Error", "data": data}}
                body = json.dumps({"jsonrpc": "2.0", "id": asked.get("id"), **result}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: Any) -> None:
                """Keep the test's output clean."""

        return Handler

    def _answer(self, path: str, params: dict[str, Any]) -> Any:
        if path == "/web/webclient/version_info":
            return {"server_version": "18.0", "server_version_info": [18, 0, 0, "final", 0, ""]}
        if params.get("method") == "login":
            return 6
        if params.get("method") == "execute":
            return {"lang": "en_US"}
        if params.get("method") == "execute_kw":
            _db, _uid, _key, _model, method, _positional, arguments = params["args"]
            return self._object(method, arguments)
        return True
