"""The runner's own rules: stamps, ports, processes, locks, reading of reports."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from local import console, locks, ports, processes, stamps
from local.console import Failure
from local.testing import beside, odoo_log, results


def test_a_stamp_holds_until_an_input_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "source", tmp_path / "made" / "stamp"
    (source / "below").mkdir(parents=True)
    (source / "below" / "a.txt").write_text("one")
    stamps.write(stamp, stamps.digest(source, "v1"))
    assert stamps.holds(stamp, stamps.digest(source, "v1"))
    assert not stamps.holds(stamp, stamps.digest(source, "v2"))
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "a.pyc").write_text("x")
    assert stamps.holds(stamp, stamps.digest(source, "v1"))
    (source / "below" / "a.txt").rename(source / "below" / "b.txt")
    assert not stamps.holds(stamp, stamps.digest(source, "v1"))


def test_secret_files_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    stamps.write(tmp_path / "secret", "x", mode=0o600)
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_a_taken_port_is_avoided_remembered_and_refused_when_fixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "ports.json"
    monkeypatch.delenv("IPAI_ODOO_PORT", raising=False)
    with socket.socket() as taken:
        taken.bind((ports.HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        monkeypatch.setitem(ports.USUAL, "odoo", number)
        chosen = ports.choose("odoo", memory)
        assert chosen > number
        assert ports.choose("odoo", memory) == chosen
        monkeypatch.setenv("IPAI_ODOO_PORT", str(number))
        with pytest.raises(Failure, match="is taken by another program"):
            ports.choose("odoo", memory)


def test_two_services_never_share_a_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IPAI_ODOO_PORT", "IPAI_SIDECAR_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(ports.USUAL, "sidecar", ports.USUAL["odoo"])
    memory = tmp_path / "ports.json"
    assert ports.choose("odoo", memory) != ports.choose("sidecar", memory)


@pytest.fixture
def sleeper() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    return subprocess.Popen(command, start_new_session=True)


def test_a_recorded_process_is_ended(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    known = processes.Known.of("sleeper", sleeper.pid)
    assert known
    processes.remember(tmp_path / "run.json", [known])
    processes.end(processes.recall(tmp_path / "run.json"), patience=10)
    assert sleeper.wait(timeout=10) == -signal.SIGTERM
    assert processes.recall(tmp_path / "run.json") == []


def test_a_number_that_belongs_to_another_process_now_is_left_alone(
    sleeper: subprocess.Popen[bytes],
) -> None:
    stranger = processes.Known("odoo", sleeper.pid, "another boot:1")
    processes.end([stranger], patience=0.2)
    assert sleeper.poll() is None
    sleeper.kill()
    sleeper.wait()


def test_the_last_user_of_a_shared_thing_is_told_so(tmp_path: Path) -> None:
    first, second = (locks.SharedUse(tmp_path / "lock") for _ in range(2))
    first.enter()
    second.enter()
    assert not first.leave()
    first.close()
    assert second.leave()
    second.close()


def test_a_lock_is_free_after_its_holder_was_killed(tmp_path: Path) -> None:
    code = (
        "import sys, os, signal; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from local.locks import held_alone\n"
        "with held_alone(Path(sys.argv[2])): os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    deploy = Path(locks.__file__).parents[1]
    subprocess.run([sys.executable, "-c", code, str(deploy), str(tmp_path / "lock")], check=False)
    with locks.held_alone(tmp_path / "lock"):
        assert (tmp_path / "lock").read_text() == str(os.getpid())


LINE = "2026-01-01 00:00:00,000 1 {} db {}\n"


def test_a_skipped_test_spoils_a_run_of_odoo(tmp_path: Path) -> None:
    log = tmp_path / "odoo.log"
    log.write_text(
        LINE.format("INFO", "odoo.addons.ipai_x.tests.test_a: skipped TestA.test_b : no browser")
        + LINE.format("INFO", "odoo.tests.result: 0 failed, 0 error(s) of 3 tests when loading")
    )
    result = odoo_log.read("x", log, 1.0)
    assert (result.passed, result.failed, result.skipped) == (2, 0, 1)
    assert not result.is_good


def test_a_run_of_odoo_without_tests_is_not_good(tmp_path: Path) -> None:
    log = tmp_path / "odoo.log"
    log.write_text(LINE.format("INFO", "odoo.modules.loading: Modules loaded."))
    assert odoo_log.read("x", log, 1.0).complaints == ["Odoo ran no test"]
    assert odoo_log.read("x", log, 1.0, expects_tests=False).is_good


@pytest.mark.parametrize(
    ("line", "complains"),
    [
        ("INFO odoo.addons.ipai_x: fine", False),
        ("WARNING odoo.addons.ipai_x: a field is missing", True),
        ("WARNING odoo.service.server: Running as user 'root' is a security risk.", False),
    ],
)
def test_warnings_of_odoo_are_complaints(tmp_path: Path, line: str, complains: bool) -> None:
    log = tmp_path / "odoo.log"
    level, message = line.split(" ", 1)
    log.write_text(LINE.format(level, message))
    assert bool(odoo_log.complaints(log)) is complains


def test_a_missing_or_empty_report_of_pytest_is_not_good(tmp_path: Path) -> None:
    assert not results.from_junit("x", tmp_path / "none.xml", 1.0).is_good
    (tmp_path / "empty.xml").write_text("<testsuites><testsuite/></testsuites>")
    assert not results.from_junit("x", tmp_path / "empty.xml", 1.0).is_good


def test_a_report_of_pytest_is_counted(tmp_path: Path) -> None:
    (tmp_path / "r.xml").write_text(
        '<testsuite><testcase classname="a" name="b"/>'
        '<testcase classname="a" name="c"><failure message="wrong"/></testcase>'
        '<testcase classname="a" name="d"><skipped message="later"/></testcase></testsuite>'
    )
    result = results.from_junit("x", tmp_path / "r.xml", 1.0)
    assert (result.passed, result.failed, result.skipped) == (1, 1, 1)
    assert result.complaints == ["failure a.c: wrong", "skipped a.d: later"]


def test_results_of_a_run_beside_this_one_come_back_whole(tmp_path: Path) -> None:
    told = [
        results.Result("good", passed=3, seconds=1.5),
        results.Result("bad", failed=1, complaints=["failure a.b: it is not so"]),
    ]
    results.write(told, tmp_path / "report.json")
    assert results.read(tmp_path / "report.json") == told


def test_a_kind_that_was_not_run_is_bad() -> None:
    found = [results.Result("end to end on 18.0", passed=1), results.Result("sidecar", passed=1)]
    assert results.left_out(found, ["sidecar", "end to end"]) == []
    (missing,) = results.left_out(found, ["dbt on Spark", "sidecar"])
    assert missing.name == "dbt on Spark" and not missing.is_good


def test_lines_of_two_runs_do_not_mix(capsys: pytest.CaptureFixture[str]) -> None:
    with console.step("Slow"):
        console.say("quick is done")
        with console.step("Another"):
            pass
    shown = capsys.readouterr().out.splitlines()
    assert [line.split(" .")[0].strip() for line in shown] == [
        "Slow",
        "quick is done",
        "Another",
        "Slow",
    ]
    assert shown[2].endswith(" s") and shown[3].endswith(" s")


def test_a_kind_beside_this_one_reports_or_is_bad() -> None:
    with beside.started("layers") as layers, beside.started("nonsense") as nonsense:
        (broken,) = nonsense.results()
        (result,) = layers.results()
    assert not broken.is_good and "ended before its report" in broken.complaints[0]
    assert result.is_good and result.name == "layers of the sidecar"
