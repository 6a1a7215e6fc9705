"""Reading the sample receipts: right to the letter, and little dearer than recognition alone."""

import pytest

from sidecar.adapters.ocr.choice import ENGINES
from tests.bench.bench_receipts import SAMPLES, measure


@pytest.mark.parametrize("engine", ENGINES)
def test_samples(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = measure(engine, SAMPLES, None)
    with capsys.disabled():
        print(f"\n{engine}: {found['median_s']:.2f} s a receipt, {found['cpu_s']:.2f} CPU s")
    assert all(share == 1 for share in found["right"].values()), found["right"]
    assert found["cpu_s"] <= 1.3 * found["engine_cpu_s"]
