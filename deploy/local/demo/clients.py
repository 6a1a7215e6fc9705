"""The doors the story walks through: Odoo as a user, the sidecar as a program, gold as a reader."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

import httpx
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from ..console import Failure

PATIENCE = 300.0
"""Seconds the story waits for one answer: a first reading of a receipt also loads the models."""
SETTLED = {"succeeded", "failed", "cancelled", "aborted"}
SIGN_IN = "select set_config('ipai.claims', security.sign(%s), true)"


@contextmanager
def reached(name: str, url: str) -> Iterator[None]:
    """Say in a sentence that a server did not answer."""
    try:
        yield
    except httpx.TransportError as error:
        raise Failure(
            f"{name} does not answer at {url} ({type(error).__name__}). "
            f"Its log in build/logs says why; start again with make demo."
        ) from error


class OdooUser:
    """A logged-in user of Odoo, calling methods as the web client does."""

    def __init__(self, url: str, database: str, login: str, password: str):
        self._web = httpx.Client(base_url=url, timeout=PATIENCE)
        self.login = login
        session = self._post(
            "/web/session/authenticate", {"db": database, "login": login, "password": password}
        )
        self.uid: int = session["uid"]

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method of a model; Failure carries Odoo's sentence when it refuses."""
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self._post(path, {"model": model, "method": method, "args": args, "kwargs": kwargs})

    def find(self, model: str, domain: Sequence[Any], fields: Sequence[str], **more: Any) -> Any:
        """Search and read records."""
        return self.call(model, "search_read", domain, fields, **more)

    def _post(self, path: str, params: dict[str, Any]) -> Any:
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        with reached("Odoo", str(self._web.base_url)):
            answer = self._web.post(path, json=body)
        if answer.is_error:
            raise Failure(f"Odoo answered {answer.status_code} to {path}: see build/logs.")
        content = answer.json()
        if "error" in content:
            raise OdooRefused(content["error"]["data"]["message"].strip())
        return content.get("result")


class OdooRefused(Failure):
    """Odoo said no; the text is its sentence."""


class Sidecar:
    """The sidecar, called with an API key."""

    def __init__(self, url: str, key: str | None):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._web = httpx.Client(base_url=url, timeout=PATIENCE, headers=headers)

    def accepts_key(self) -> bool:
        """Whether the sidecar knows the key."""
        with reached("The sidecar", str(self._web.base_url)):
            return self._web.get("/whoami").status_code == httpx.codes.OK

    def get(self, path: str, **params: Any) -> Any:
        """GET a path; Failure carries the sentence of the problem."""
        return self._ask("GET", path, params=params)

    def post(self, path: str, **content: Any) -> Any:
        """POST to a path (json=, files=, data= as httpx takes them)."""
        return self._ask("POST", path, **content)

    def _ask(self, method: str, path: str, **content: Any) -> Any:
        with reached("The sidecar", str(self._web.base_url)):
            answer = self._web.request(method, path, **content)
        if answer.is_success:
            return answer.json()
        try:
            raise Failure(answer.json()["detail"])
        except (json.JSONDecodeError, KeyError) as error:
            raise Failure(f"The sidecar answered {answer.status_code} to {path}.") from error

    def wait_for(self, job_id: int) -> dict[str, Any]:
        """The job when it has ended well; Failure with its error when it has not."""
        deadline = monotonic() + PATIENCE
        while (job := self.get(f"/jobs/{job_id}"))["state"] not in SETTLED:
            if monotonic() > deadline:
                raise Failure(
                    f"Job {job_id} ({job['task']}) did not end within {PATIENCE:.0f} s: "
                    "is the worker running? Its log is in build/logs."
                )
            sleep(0.2)
        if job["state"] != "succeeded":
            raise Failure(f"Job {job_id} ({job['task']}) {job['state']}: {job['error']}")
        return dict(job)

    def last_job(self, task: str) -> int:
        """The number of the newest job of a task."""
        jobs = self.get("/jobs", task=task, limit=1)
        if not jobs:
            raise Failure(f"No job {task} was queued: see the worker's log in build/logs.")
        return int(jobs[0]["id"])


class Database:
    """One PostgreSQL database, read only."""

    def __init__(self, dsn: str):
        self._dsn = dsn

    def rows(
        self,
        query: str | sql.Composed,
        values: Sequence[Any] = (),
        *,
        claims: dict[str, Any] | None = None,
    ) -> list[dict[str, Any]]:
        """Rows of a query; with claims in the role finance, as row security lets it see them."""
        try:
            with psycopg.connect(self._dsn, row_factory=dict_row) as session:
                session.execute("set transaction read only")
                if claims is not None:
                    session.execute(SIGN_IN, [json.dumps({"role": "finance", **claims})])
                    session.execute("set local role finance")
                return session.execute(query, values).fetchall()
        except psycopg.Error as error:
            raise Failure(f"PostgreSQL did not answer a query of the demo: {error}") from error

    def count(self, table: str, *, claims: dict[str, Any] | None = None) -> int:
        """Rows of a table or view, named with its schema if it has one."""
        query = sql.SQL("select count(*) as number from {}").format(
            sql.Identifier(*table.split("."))
        )
        return int(self.rows(query, claims=claims)[0]["number"])
