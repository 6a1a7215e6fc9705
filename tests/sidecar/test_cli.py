"""The command line, as a person and the runner use it."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psycopg
import pytest
from typer.testing import CliRunner

from sidecar.cli import app

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(own_dsn):
    """Environment of a command on a database of its own."""
    return {
        "IPAI_WAREHOUSE_DSN": own_dsn,
        "IPAI_ODOO_URL": "http://127.0.0.1:9",
        "IPAI_ODOO_API_KEY": "a-key-nobody-issued",
        "IPAI_SIDECAR_SECRET": "a-secret-of-the-tests-that-is-long-enough",
        "IPAI_WORKER_GRACE": "1",
        "IPAI_WORKER_HEARTBEAT": "0.3",
        "IPAI_WORKER_LOST_AFTER": "1",
        "IPAI_LOG_FORMAT": "json",
    }


def start(environment, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "sidecar.cli", *arguments],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith("IPAI_")} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def command(environment, *arguments, code=0):
    """What a command prints, run inside this process; starting one takes a second each time."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    absent = {name: None for name in os.environ if name.startswith("IPAI_")}
    try:
        done = CliRunner().invoke(app, arguments, env=absent | environment)
    finally:
        root.handlers, root.level = handlers, level
    assert done.exit_code == code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.stdout if code == 0 else done.output


def ask(environment, query, *values):
    with psycopg.connect(
        environment["IPAI_WAREHOUSE_DSN"], autocommit=True, options="-c search_path=jobs"
    ) as connection:
        cursor = connection.execute(query, values)
        return cursor.fetchone()[0] if cursor.description else None


def until(condition, seconds=30):
    for _ in range(seconds * 10):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("It did not happen in time.")


def test_help_is_quick_and_loads_nothing_heavy():
    probe = (
        "import sys; sys.argv = ['sidecar', '--help']\n"
        "from sidecar.cli import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "heavy = {'fastapi', 'procrastinate', 'litellm', 'dbt', 'onnxruntime', 'paddleocr'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith("[]")
    for name in ("serve", "worker", "migrate", "health", "keys", "jobs", "schemas"):
        assert name in done.stdout


def test_keys_from_making_to_revoking(environment):
    made = json.loads(
        command(environment, "keys", "create", "--name", "n8n", "--scope", "documents:read")
    )
    assert made["key"].startswith(f"ipai_{made['prefix']}_")
    listed = command(environment, "keys", "list")
    assert made["key"] not in listed
    assert [key["name"] for key in json.loads(listed)] == ["n8n"]
    assert "is revoked" in command(environment, "keys", "revoke", str(made["id"]))
    assert json.loads(command(environment, "keys", "list"))[0]["revoked_at"]


def test_wrong_input_ends_with_a_sentence(environment):
    said = command(environment, "keys", "create", "--name", "x", "--scope", "all", code=1)
    assert "all is not a scope" in said
    assert "no API key 99" in command(environment, "keys", "revoke", "99", code=1)
    assert "no job 99" in command(environment, "jobs", "show", "99", code=1)
    production = environment | {"IPAI_ENVIRONMENT": "production", "IPAI_SIDECAR_SECRET": "short"}
    assert "IPAI_SIDECAR_SECRET is shorter" in command(production, "serve", code=1)
    dead = environment | {"IPAI_WAREHOUSE_DSN": "postgresql://127.0.0.1:9/x"}
    assert "IPAI_WAREHOUSE_DSN" in command(dead, "migrate", code=1)
    assert "IPAI_WAREHOUSE_DSN" in command(dead, "keys", "list", code=1)


def test_migrate_may_be_repeated(environment):
    assert command(environment, "migrate") == "The warehouse is up to date.\n"


def test_health_shows_every_dependency(environment):
    said = command(environment, "health")
    assert said.startswith("degraded")
    assert "warehouse  ok" in said
    assert "IPAI_ODOO_URL" in said
    dead = environment | {"IPAI_WAREHOUSE_DSN": "postgresql://127.0.0.1:9/x"}
    assert "down" in command(dead, "health", code=1)


def test_jobs_from_the_shell(environment):
    job = str(
        ask(
            environment,
            "insert into jobs.procrastinate_jobs (queue_name, task_name, args)"
            " values ('default', 'jobs.prune', '{\"timestamp\": 0}') returning id",
        )
    )
    assert json.loads(command(environment, "jobs", "list"))[0]["task"] == "jobs.prune"
    assert "Cancelled" in command(environment, "jobs", "cancel", job)
    assert "in the queue again" in command(environment, "jobs", "retry", job)
    command(environment, "worker", "--until-empty")
    assert json.loads(command(environment, "jobs", "show", job))["state"] == "succeeded"


def test_schemas_are_written(environment, tmp_path):
    command(environment, "schemas", "--to", str(tmp_path), "--only", "Problem")
    assert json.loads((tmp_path / "problem.json").read_text())["title"] == "Problem"
    assert "no model Nobody" in command(
        environment, "schemas", "--to", str(tmp_path), "--only", "Nobody", code=1
    )


def test_serve_answers_and_stops_on_request(environment, unused_port):
    process = start(environment, "serve", "--port", str(unused_port))
    try:

        def answers():
            try:
                return httpx.get(f"http://127.0.0.1:{unused_port}/health").status_code == 200
            except httpx.ConnectError:
                return False

        until(answers)
        docs = httpx.get(f"http://127.0.0.1:{unused_port}/docs")
        assert docs.status_code == 200
        big = b"x" * (26 * 1024 * 1024)
        refused = httpx.post(f"http://127.0.0.1:{unused_port}/keys", content=big)
        assert (refused.status_code, refused.json()["code"]) == (413, "file_too_large")
    finally:
        process.send_signal(signal.SIGTERM)
        _out, err = process.communicate(timeout=20)
    assert process.returncode in (0, -signal.SIGTERM)
    assert "Traceback" not in err
    lines = [json.loads(line) for line in err.splitlines() if line.startswith("{")]
    assert any(line.get("status") == 413 for line in lines)


def test_a_worker_stops_on_request_and_a_killed_one_is_missed(environment):
    """SIGTERM ends a worker cleanly; after kill -9 another one takes the job over."""
    alive = "select count(*) from jobs.procrastinate_workers"
    first = start(environment, "worker")
    until(lambda: ask(environment, alive) == 1)
    first.send_signal(signal.SIGTERM)
    _out, err = first.communicate(timeout=20)
    assert first.returncode == 0
    assert "Traceback" not in err
    assert ask(environment, alive) == 0

    killed = start(environment, "worker")
    until(lambda: ask(environment, alive) == 1)
    killed.kill()
    killed.communicate(timeout=20)
    job = ask(
        environment,
        "insert into jobs.procrastinate_jobs (queue_name, task_name, args, status, worker_id)"
        " select 'default', 'jobs.callback', %s::jsonb, 'doing', id"
        " from jobs.procrastinate_workers returning id",
        '{"callback_id": 1, "state": "done"}',
    )
    time.sleep(1.2)
    ask(
        environment,
        "insert into jobs.procrastinate_jobs (queue_name, task_name, args)"
        " values ('default', 'jobs.rescue', '{\"timestamp\": 0}')",
    )
    command(environment, "worker", "--until-empty")
    command(environment, "worker", "--until-empty")
    state = "select status from jobs.procrastinate_jobs where id = %s"
    assert ask(environment, state, job) == "succeeded"
