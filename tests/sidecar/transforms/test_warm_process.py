"""dbt's warm processes: two, so that a reading holds up no build, and neither kept for nothing."""

import asyncio
from pathlib import Path

import pytest

from sidecar.transforms.runner import Dbt
from sidecar.transforms.warm_process import WarmProcess

QUICK = {"args": ["--version"], "environment": {}}


@pytest.fixture
async def made(tmp_path: Path):
    """Makes a warm process that is closed when the test ends."""
    processes = []

    def make(idle_seconds: float = 60, memory_mb: int = 4096) -> WarmProcess:
        log = tmp_path / "process.log"
        process = WarmProcess(log, {}, idle_seconds=idle_seconds, memory_mb=memory_mb)
        processes.append(process)
        return process

    yield make
    for process in processes:
        await process.close()


async def ask(process: WarmProcess) -> None:
    assert (await process.ask(QUICK, lambda _said: None)).success


async def test_it_starts_when_asked_and_is_kept(made):
    process = made()
    assert process.pid is None
    await ask(process)
    first = process.pid
    await ask(process)
    assert first is not None and process.pid == first


async def test_without_work_it_ends_and_another_answers_the_next_request(made):
    process = made(idle_seconds=0.2)
    await ask(process)
    first = process.pid
    async with asyncio.timeout(10):
        while process.pid is not None:
            await asyncio.sleep(0.05)
    assert not Path(f"/proc/{first}").exists()
    await ask(process)
    assert process.pid not in {None, first}


async def test_one_that_has_grown_too_large_ends_after_its_answer(made):
    process = made(memory_mb=1)
    await ask(process)
    assert process.pid is None
    await ask(process)


async def test_a_build_does_not_wait_for_a_reading(dbt: Dbt):
    select = ["run", "--select", "slv_companies"]
    assert (await dbt.run(select)).success
    assert dbt.pids[1] is None
    reading = asyncio.create_task(dbt.compile())
    assert (await dbt.run(select)).success
    assert not reading.done()
    build, _ = dbt.pids
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert dbt.pids == (build, None)
