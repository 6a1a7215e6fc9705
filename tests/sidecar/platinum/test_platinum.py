"""Vectors and the search by meaning; with built data in tests/sidecar/transforms."""

import numpy as np

from sidecar.adapters.embedding import DIMENSIONS, MiniLM
from sidecar.platinum import service


def test_like_meaning_lies_close():
    one, two, other = MiniLM().embed(
        [
            "How do I return a defective product?",
            "What is your refund policy for broken items?",
            "The weather is nice today",
        ]
    )
    assert one.shape == (DIMENSIONS,)
    assert np.linalg.norm(one) == np.float32(1) or abs(np.linalg.norm(one) - 1) < 1e-5
    # Figures of the reference implementation (sentence-transformers), to three places.
    assert round(float(one @ two), 3) == 0.476
    assert round(float(one @ other), 3) == -0.045


def test_a_vector_does_not_depend_on_its_neighbours():
    embedder = MiniLM()
    text = "Sale of Coke 1.5 l. Brand Coke. Category Beverages"
    [alone] = embedder.embed([text])
    among = embedder.embed(["short", text, "a much longer text " * 40, ""])[1]
    assert np.abs(alone - among).max() < 1e-5
    assert embedder.embed([]).shape == (0, DIMENSIONS)


async def test_before_the_first_build_there_is_nothing_to_do(own_state):
    done = await service.refresh(own_state["pool"], own_state["embedder"])
    assert (done.embedded, done.forgotten) == (0, 0)


async def test_a_reviewer_queues_a_refresh(client, signed):
    first = await client.post("/platinum/refreshes", headers=signed("reviewer"))
    second = await client.post("/platinum/refreshes", headers=signed("reviewer"))
    assert (first.status_code, second.json()["is_new"]) == (202, False)
    assert (await client.post("/platinum/refreshes", headers=signed("viewer"))).status_code == 403


async def test_a_program_with_a_key_cannot_search(client, signed):
    made = await client.post(
        "/keys",
        headers=signed("administrator"),
        json={"name": "n8n", "scopes": ["warehouse:read"]},
    )
    answer = await client.post(
        "/platinum/search", headers={"X-Api-Key": made.json()["key"]}, json={"text": "fuel"}
    )
    assert answer.status_code == 403
