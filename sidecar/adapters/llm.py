"""A large language model, asked for an object of a fixed form. Optional: nothing needs one.

LiteLLM speaks to the provider; it is imported at the first question, for that takes seconds.
What is asked and answered is never logged, nor is the key.
"""

import asyncio
import logging
import os
import time
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sidecar.errors import Upstream
from sidecar.settings import Settings
from sidecar.telemetry import logger

T = TypeVar("T", bound=BaseModel)
Message = dict[str, str]
LONGEST_ANSWER = 2000
# A token has about four characters of English; digits and other scripts have fewer.
CHARACTERS_A_TOKEN = 2


class LlmFailed(Upstream):
    """The language model did not give a usable answer; the work goes on without it."""

    code = "llm_failed"
    title = "The language model failed"

    def __init__(self, detail: str | None = None, *, usage: "Usage | None" = None) -> None:
        super().__init__(detail)
        self.usage = usage or Usage()


@dataclass(frozen=True, slots=True)
class Usage:
    """What questions cost: US dollars, tokens and seconds."""

    model: str | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: Decimal = Decimal(0)
    seconds: float = 0

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            other.model or self.model,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cost + other.cost,
            self.seconds + other.seconds,
        )


class Llm:
    """One model of one provider."""

    def __init__(
        self,
        model: str,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float = 30,
        max_cost: Decimal | None = None,
    ) -> None:
        self.model = model
        self._api_key = api_key
        self._base_url = base_url
        self._timeout = timeout
        self._max_cost = max_cost

    @classmethod
    def from_settings(cls, settings: Settings) -> "Llm | None":
        """The model of the settings; None when there is none."""
        if not settings.llm_model:
            return None
        return cls(
            settings.llm_model,
            # A server of one's own may need no key, but the client insists on one.
            api_key=settings.llm_api_key.get_secret_value() or (settings.llm_base_url and "none"),
            base_url=settings.llm_base_url or None,
            timeout=settings.llm_timeout,
            max_cost=settings.llm_max_cost,
        )

    async def complete(self, messages: list[Message], schema: type[T]) -> tuple[T, Usage]:
        """The model's answer as an object of the schema, and what it cost.

        An answer of another form is sent back once with what is wrong. Raises LlmFailed with a
        sentence: no answer in time, refused, too dear, or of the wrong form twice; its `usage` is
        what was spent all the same.
        """
        spent = Usage()
        asked = list(messages)
        for is_last in (False, True):
            text, usage = await self._ask(asked, schema, spent)
            spent += usage
            try:
                return schema.model_validate_json(_json_in(text)), spent
            except ValidationError as error:
                if is_last:
                    break
                asked += [
                    {"role": "assistant", "content": text},
                    {"role": "user", "content": _what_is_wrong(error)},
                ]
        raise self._failed("answered twice in another form than asked for.", spent)

    async def _ask(
        self, messages: list[Message], schema: type[BaseModel], spent: Usage
    ) -> tuple[str, Usage]:
        litellm = await asyncio.to_thread(_litellm)
        exceptions = litellm.exceptions
        self._refuse_dear(litellm, messages, spent)
        started = time.perf_counter()
        try:
            answer = await litellm.acompletion(
                model=self.model,
                messages=messages,
                api_key=self._api_key,
                base_url=self._base_url,
                timeout=self._timeout,
                max_tokens=LONGEST_ANSWER,
                temperature=0,
                num_retries=0,
                response_format={
                    "type": "json_schema",
                    "json_schema": {
                        "name": schema.__name__,
                        "schema": schema.model_json_schema(),
                        "strict": False,
                    },
                },
            )
        except exceptions.Timeout as error:
            raise self._failed(
                f"did not answer within {self._timeout:g} seconds.", spent
            ) from error
        except exceptions.AuthenticationError as error:
            raise self._failed("does not accept the key; check IPAI_LLM_API_KEY.", spent) from error
        except Exception as error:
            # LiteLLM's own texts repeat the request; its kind says enough.
            raise self._failed(f"could not be asked ({type(error).__name__}).", spent) from None
        usage = self._usage(litellm, answer, time.perf_counter() - started)
        logger.info(
            "language model asked",
            model=self.model,
            tokens=usage.tokens,
            cost=str(usage.cost),
            seconds=usage.seconds,
        )
        return str(answer.choices[0].message.content or ""), usage

    def _refuse_dear(self, litellm: Any, messages: list[Message], spent: Usage) -> None:
        """Refuse before it is asked what could cost more than is allowed for all tries together."""
        if self._max_cost is None:
            return
        length = sum(len(message["content"]) for message in messages)
        most = spent.cost + self._price(litellm, length // CHARACTERS_A_TOKEN, LONGEST_ANSWER)
        if most > self._max_cost:
            raise self._failed(
                f"was not asked: the answer could cost {most:f} USD, more than the "
                f"{self._max_cost:f} of IPAI_LLM_MAX_COST.",
                spent,
            )

    def _usage(self, litellm: Any, answer: Any, seconds: float) -> Usage:
        told = getattr(answer, "usage", None)
        prompt = int(getattr(told, "prompt_tokens", 0) or 0)
        completion = int(getattr(told, "completion_tokens", 0) or 0)
        cost = self._price(litellm, prompt, completion)
        return Usage(self.model, prompt, completion, cost, round(seconds, 3))

    def _price(self, litellm: Any, prompt: int, completion: int) -> Decimal:
        """US dollars by LiteLLM's list of prices; 0 for a model that is not in it (a local one)."""
        try:
            listed = litellm.get_model_info(self.model)
        except Exception:
            return Decimal(0)
        prices = (listed.get("input_cost_per_token"), listed.get("output_cost_per_token"))
        each_prompt, each_completion = (Decimal(str(price or 0)) for price in prices)
        return prompt * each_prompt + completion * each_completion

    def _failed(self, what: str, spent: Usage) -> LlmFailed:
        return LlmFailed(f"The language model {self.model} {what}", usage=spent)


@cache
def _litellm() -> Any:
    """LiteLLM, told to use the prices it came with and to keep its log to itself."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    import litellm

    litellm.suppress_debug_info = True
    litellm.telemetry = False
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return litellm


def _json_in(text: str) -> str:
    """The JSON object in an answer, which some models wrap in a fence or a sentence."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text


def _what_is_wrong(error: ValidationError) -> str:
    found = "; ".join(
        f"{'.'.join(map(str, item['loc'])) or 'the answer'}: {item['msg']}"
        for item in error.errors()[:5]
    )
    return f"That is not of the form asked for: {found}. Answer again with the JSON object alone."
