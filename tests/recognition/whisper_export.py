"""The starter model's weights exported to ONNX, in the form in which sherpa-onnx loads Whisper.

A real model for the tests of that engine, since no weights of its other families come through pip. By hand:
`python -m tests.recognition.whisper_export FOLDER`. The encoder gives the keys and values of the cross attention; the
decoder takes and returns the keys and values of its own attention, so that each step decodes the new tokens only.
"""

import sys
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import onnx
import torch
import whisper
from torch import Tensor, nn
from whisper.model import MultiHeadAttention, ResidualAttentionBlock, Whisper, disable_sdpa
from whisper.tokenizer import Tokenizer, get_tokenizer

from toolkit.recognition import models

_OPSET = 17
_SECONDS = 30


class _Encoder(nn.Module):
    """Sound to the keys and values of the decoder's cross attention, for every layer."""

    def __init__(self, model: Whisper) -> None:
        super().__init__()
        self.encoder, self.layers = model.encoder, model.decoder.blocks

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        x = nn.functional.gelu(self.encoder.conv1(mel))
        x = nn.functional.gelu(self.encoder.conv2(x)).permute(0, 2, 1)
        x = x + self.encoder.positional_embedding[: x.shape[1]]  # a shorter sound has fewer frames
        for block in self.encoder.blocks:
            x = block(x)
        sound = self.encoder.ln_post(x)
        keys = [layer.cross_attn.key(sound) for layer in self.layers]
        values = [layer.cross_attn.value(sound) for layer in self.layers]
        return torch.stack(keys), torch.stack(values)


class _Decoder(nn.Module):
    """Tokens to logits; `offset` is the number of tokens before them, whose keys and values are kept."""

    def __init__(self, model: Whisper) -> None:
        super().__init__()
        self.decoder = model.decoder

    def forward(  # noqa: PLR0917 - the inputs of the ONNX file, which go by position
        self, tokens: Tensor, own_keys: Tensor, own_values: Tensor, keys: Tensor, values: Tensor, offset: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        end = offset[0] + tokens.shape[-1]
        x = self.decoder.token_embedding(tokens) + self.decoder.positional_embedding[offset[0] : end]
        for number, layer in enumerate(self.decoder.blocks):
            normed = layer.attn_ln(x)
            own_keys[number, :, offset[0] : end] = layer.attn.key(normed)
            own_values[number, :, offset[0] : end] = layer.attn.value(normed)
            own = (own_keys[number, :, :end], own_values[number, :, :end])
            x = x + _attended(layer.attn, normed, own, self.decoder.mask)
            x = x + _attended(layer.cross_attn, layer.cross_attn_ln(x), (keys[number], values[number]), None)
            x = x + _thought(layer, x)
        x = self.decoder.ln(x)
        return x @ self.decoder.token_embedding.weight.T, own_keys, own_values


def _attended(attention: MultiHeadAttention, x: Tensor, known: tuple[Tensor, Tensor], mask: Tensor | None) -> Tensor:
    attended, _ = attention.qkv_attention(attention.query(x), *known, mask)
    return attention.out(attended)


def _thought(layer: ResidualAttentionBlock, x: Tensor) -> Tensor:
    return layer.mlp(layer.mlp_ln(x))


def export(checkpoint: Path, name: str, folder: Path) -> None:
    """Write the model of `checkpoint` (openai-whisper's form) as ONNX files that begin with `name` into `folder`."""
    model = whisper.load_model(str(checkpoint), device="cpu").eval()
    tokenizer = get_tokenizer(model.is_multilingual, num_languages=model.num_languages)
    with disable_sdpa(), torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        keys, values = _export_encoder(model, folder / f"{name}-encoder.onnx", _facts(name, model, tokenizer))
        _export_decoder(model, folder / f"{name}-decoder.onnx", keys, values)
    vocabulary = Path(whisper.__file__).parent / "assets" / "multilingual.tiktoken"
    (folder / f"{name}-tokens.txt").write_bytes(vocabulary.read_bytes())


def _export_encoder(model: Whisper, path: Path, facts: Mapping[str, Any]) -> tuple[Tensor, Tensor]:
    mel = torch.zeros(1, model.dims.n_mels, _SECONDS * 100)
    moving = {1: "sounds", 2: "frames"}
    torch.onnx.export(
        _Encoder(model),
        (mel,),
        str(path),
        dynamo=False,
        opset_version=_OPSET,
        input_names=["mel"],
        output_names=["n_layer_cross_k", "n_layer_cross_v"],
        dynamic_axes={"mel": {0: "sounds", 2: "mel_frames"}, "n_layer_cross_k": moving, "n_layer_cross_v": moving},
    )
    written = onnx.load(path)
    onnx.helper.set_model_props(written, {key: str(value) for key, value in facts.items()})
    onnx.save(written, path)
    keys, values = _Encoder(model)(mel)
    return keys, values


def _export_decoder(model: Whisper, path: Path, keys: Tensor, values: Tensor) -> None:
    dims = model.dims
    own = torch.zeros(dims.n_text_layer, 1, dims.n_text_ctx, dims.n_text_state)
    torch.onnx.export(
        _Decoder(model),
        (torch.zeros(1, 3, dtype=torch.int64), own, own.clone(), keys, values, torch.zeros(1, dtype=torch.int64)),
        str(path),
        dynamo=False,
        opset_version=_OPSET,
        input_names=[
            "tokens",
            "in_n_layer_self_k_cache",
            "in_n_layer_self_v_cache",
            "n_layer_cross_k",
            "n_layer_cross_v",
            "offset",
        ],
        output_names=["logits", "out_n_layer_self_k_cache", "out_n_layer_self_v_cache"],
        dynamic_axes={
            "tokens": {0: "sounds", 1: "tokens"},
            "in_n_layer_self_k_cache": {1: "sounds"},
            "in_n_layer_self_v_cache": {1: "sounds"},
            "n_layer_cross_k": {1: "sounds", 2: "frames"},
            "n_layer_cross_v": {1: "sounds", 2: "frames"},
        },
    )


def _facts(name: str, model: Whisper, tokenizer: Tokenizer) -> dict[str, Any]:
    """Return what sherpa-onnx reads about a Whisper model from the encoder's file."""
    dims = model.dims
    return {
        "model_type": f"whisper-{name}",
        **{key: getattr(dims, key) for key in vars(dims)},
        "sot_sequence": _listed(tokenizer.sot_sequence),
        "all_language_tokens": _listed(tokenizer.all_language_tokens),
        "all_language_codes": _listed(tokenizer.all_language_codes),
        "sot": tokenizer.sot,
        "sot_index": tokenizer.sot_sequence.index(tokenizer.sot),
        "eot": tokenizer.eot,
        "blank_id": tokenizer.encode(" ")[0],
        "is_multilingual": int(model.is_multilingual),
        "no_speech": tokenizer.no_speech,
        "non_speech_tokens": _listed(tokenizer.non_speech_tokens),
        "transcribe": tokenizer.transcribe,
        "translate": tokenizer.translate,
        "sot_prev": tokenizer.sot_prev,
        "sot_lm": tokenizer.sot_lm,
        "no_timestamps": tokenizer.no_timestamps,
    }


def _listed(values: Any) -> str:
    return ",".join(map(str, values))


def main(folder: str, name: str = "base") -> None:
    """Export the model `name` into `folder`."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as prepared:
        export(models.whisper_checkpoint(name, Path(prepared)), name, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
