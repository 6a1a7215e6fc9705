"""The adapter of language models against a server that speaks their protocol."""

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import BaseModel

from sidecar.adapters.llm import Llm, LlmFailed

_SPEC = importlib.util.spec_from_file_location(
    "llm_double", Path(__file__).with_name("llm_double.py")
)
llm_double = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(llm_double)

KEY = "secret-key-of-the-test"
QUESTION = [{"role": "user", "content": "What was sold for 12.50 at the private shop?"}]


class Sale(BaseModel):
    """What was sold."""

    thing: str
    amount: Decimal


def llm(double, **options):
    options.setdefault("timeout", 10)
    return Llm("openai/gpt-4.1-mini", api_key=KEY, base_url=double.url, **options)


async def test_an_answer_is_an_object_with_its_cost():
    with llm_double.LlmDouble({"thing": "tea", "amount": "12.50"}) as double:
        sale, usage = await llm(double).complete(QUESTION, Sale)
    assert sale == Sale(thing="tea", amount=Decimal("12.50"))
    assert (usage.prompt_tokens, usage.completion_tokens, usage.tokens) == (1000, 100, 1100)
    assert usage.cost == Decimal("0.00056"), "0.40 and 1.60 USD a million tokens"
    assert usage.seconds > 0
    [asked] = double.asked
    assert asked["key"] == f"Bearer {KEY}"
    assert asked["response_format"]["json_schema"]["schema"]["required"] == ["thing", "amount"]


async def test_a_wrong_form_is_sent_back_once():
    says = ["I think it was tea.", '```json\n{"thing": "tea", "amount": 12.5}\n```']
    with llm_double.LlmDouble(*says) as double:
        sale, usage = await llm(double).complete(QUESTION, Sale)
    assert (sale.thing, usage.tokens) == ("tea", 2200)
    assert "not of the form" in double.asked[1]["messages"][-1]["content"]
    with llm_double.LlmDouble("tea") as double:
        with pytest.raises(LlmFailed, match="twice in another form") as caught:
            await llm(double).complete(QUESTION, Sale)
        assert len(double.asked) == 2
    assert caught.value.usage.tokens == 2200, "what failed was paid for as well"


async def test_a_silent_model_is_not_waited_for():
    with (
        llm_double.LlmDouble({}, seconds=3) as double,
        pytest.raises(LlmFailed, match=r"did not answer within 0\.5 seconds"),
    ):
        await llm(double, timeout=0.5).complete(QUESTION, Sale)


@pytest.mark.parametrize(
    ("status", "sentence"), [(401, "check IPAI_LLM_API_KEY"), (500, "could not be asked")]
)
async def test_a_refusal_is_a_sentence(status, sentence):
    with (
        llm_double.LlmDouble({}, status=status) as double,
        pytest.raises(LlmFailed, match=sentence) as caught,
    ):
        await llm(double).complete(QUESTION, Sale)
    assert KEY not in str(caught.value)


async def test_a_dear_question_is_not_asked():
    with llm_double.LlmDouble({}) as double:
        with pytest.raises(LlmFailed, match="IPAI_LLM_MAX_COST"):
            await llm(double, max_cost=Decimal("0.0001")).complete(QUESTION, Sale)
        assert double.asked == []


async def test_nothing_private_is_logged(capfd, caplog):
    with llm_double.LlmDouble({"thing": "tea", "amount": "12.50"}) as double:
        await llm(double).complete(QUESTION, Sale)
    with llm_double.LlmDouble({}, status=500) as double, pytest.raises(LlmFailed):
        await llm(double).complete(QUESTION, Sale)
    logged = caplog.text + "".join(capfd.readouterr())
    assert "language model asked" in logged
    for private in (KEY, "private shop", "tea"):
        assert private not in logged


def test_without_a_model_there_is_none(settings):
    assert Llm.from_settings(settings) is None
