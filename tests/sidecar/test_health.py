"""/health says what it asked."""

import asyncio

from sidecar.documents.service import ReceiptReader
from sidecar.errors import WarehouseDown
from sidecar.health.service import ask_all


async def test_health_asks_each_dependency(client):
    response = await client.get("/health")
    assert response.status_code == 200
    answer = response.json()
    assert answer["status"] == "degraded"
    assert answer["checks"]["warehouse"]["status"] == "ok"
    assert answer["checks"]["warehouse"]["detail"]["version"]
    assert answer["checks"]["odoo"]["status"] == "down"
    assert "IPAI_ODOO_URL" in answer["checks"]["odoo"]["message"]
    assert "sidecar.cli worker" in answer["checks"]["queue"]["message"]
    assert set(answer["checks"]) == {"warehouse", "odoo", "queue", "ocr"}
    assert all(check["ms"] < 2500 for check in answer["checks"].values())


async def test_a_dependency_that_hangs_or_breaks_delays_nobody(settings):
    async def hangs():
        await asyncio.sleep(60)

    async def breaks():
        raise KeyError("password")

    async def answers():
        return {"version": "1"}

    checks = {"slow": hangs, "odd": breaks, "good": answers, "also_slow": hangs}
    answer = await asyncio.wait_for(ask_all(checks, settings, seconds=0.2), 2)
    assert answer.status == "degraded"
    assert "within 0.2 seconds" in answer.checks["slow"].message
    assert "password" not in answer.checks["odd"].message
    assert answer.checks["good"].detail == {"version": "1"}


async def test_without_the_warehouse_it_cannot_serve(settings):
    async def down():
        raise WarehouseDown()

    answer = await ask_all({"warehouse": down}, settings)
    assert answer.status == "down"


async def test_the_recogniser_is_really_loaded(settings):
    reader = ReceiptReader.from_settings(settings)
    try:
        assert not reader.engine.warm
        answer = await ask_all({"ocr": reader.check}, settings, seconds=120)
        assert answer.checks["ocr"].detail == {"engine": settings.ocr_engine}
        assert reader.engine.warm
    finally:
        reader.close()


async def test_a_recogniser_without_its_models_says_what_to_do(settings, tmp_path):
    broken = settings.model_copy(update={"ocr_engine": "paddleocr", "ocr_models_dir": tmp_path})
    reader = ReceiptReader.from_settings(broken)
    try:
        answer = await ask_all({"ocr": reader.check}, broken, seconds=120)
        assert answer.checks["ocr"].status == "down"
        assert "IPAI_OCR_ENGINE" in answer.checks["ocr"].message
    finally:
        reader.close()
