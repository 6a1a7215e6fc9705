"""/health says what it asked."""


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
    assert all(check["ms"] < 2500 for check in answer["checks"].values())
