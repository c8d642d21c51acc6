"""Tiny models with the inputs, outputs and properties of the families that sherpa-onnx loads, for the tests.

Each writes one character where the sound is loud and nothing where it is silent, so that text and times can be
foretold. They go through the real loading code, as a model of a gigabyte does.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

CHARACTER = "声"
_BANDS = 80
_STACKED = 7 * _BANDS  # features of seven frames side by side
_LOUDNESS = 8.0  # added to the mean of the log features, which is about -16 for silence
_TOKENS = ("<blk>", CHARACTER, "</s>", "<|zh|>", "<|NEUTRAL|>", "<|Speech|>", "<|withitn|>")
_BLANK, _SAID = 0, 1


def sense_voice(folder: Path, **changed: str) -> Path:
    """Write a model of the family SenseVoice into `folder` and return it; its first four outputs name the language."""
    heads = np.full((1, 4, len(_TOKENS)), -30.0, np.float32)
    heads[0, range(4), range(3, 7)] = 30.0
    nodes = [*_loudness("x"), helper.make_node("Concat", ["heads", "heard"], ["logits"], axis=1)]
    facts = {
        **_stacking(),
        "model_type": "sense_voice_ctc",
        "normalize_samples": "0",
        "with_itn": "14",
        "without_itn": "15",
        **{f"lang_{code}": str(number) for number, code in enumerate(("auto", "zh", "en", "yue", "ja", "ko"))},
    }
    inputs = [_features("x", _STACKED), *map(_counts, ("x_length", "language", "text_norm"))]
    _write(folder / "model.int8.onnx", nodes, inputs, {"logits": TensorProto.FLOAT}, facts | changed, heads=heads)
    return _with_tokens(folder)


def paraformer(folder: Path, *, has_times: bool) -> Path:
    """Write a model of the family Paraformer into `folder` and return it: a character for each frame that is loud."""
    untimed = {"weights", "bias", "weighed", "heard", "token_num"}
    peaks = np.array([1.0, 0.0, 0.0], np.float32).reshape(1, 1, 3)
    nodes = [
        *_loudness("speech"),
        helper.make_node("ReduceMax", ["heard"], ["frame"], axes=[2], keepdims=1),
        helper.make_node("Mul", ["frame", "nought"], ["noughts"]),
        helper.make_node("Add", ["noughts", "peaks"], ["frames_peaks"]),
        helper.make_node("Reshape", ["frames_peaks", "flat"], ["inner_peaks"]),
        helper.make_node("Concat", ["inner_peaks", "last_peak"], ["us_cif_peak"], axis=1),
        helper.make_node("Identity", ["speech_lengths"], ["token_num"]),
        helper.make_node("Identity", ["inner_peaks"], ["us_alphas"]),
    ]
    outputs = {"heard": TensorProto.FLOAT, "token_num": TensorProto.INT32}
    timed = {"us_alphas": TensorProto.FLOAT, "us_cif_peak": TensorProto.FLOAT}
    _write(
        folder / "model.int8.onnx",
        nodes if has_times else [node for node in nodes if node.output[0] in untimed],
        [_features("speech", _STACKED), _counts("speech_lengths")],
        outputs | (timed if has_times else {}),
        {**_stacking(), "model_type": "paraformer"},
        peaks=peaks,
        nought=np.zeros(1, np.float32),
        flat=np.array([1, -1], np.int64),
        last_peak=np.ones((1, 1), np.float32),
    )
    return _with_tokens(folder, silent="静")  # this family has no blank


def fire_red_ctc(folder: Path) -> Path:
    """Write a model of the family FireRedASR2-CTC into `folder` and return it: an output for every fourth frame."""
    nodes = [
        helper.make_node("Slice", ["x", "begin", "end", "axis", "step"], ["every_fourth"]),
        *_loudness("every_fourth", _BANDS),
        helper.make_node("Identity", ["heard"], ["log_probs"]),
        helper.make_node("Div", ["x_length", "four"], ["lengths"]),
    ]
    _write(
        folder / "model.int8.onnx",
        nodes,
        [_features("x", _BANDS), _counts("x_length", TensorProto.INT64)],
        {"log_probs": TensorProto.FLOAT, "lengths": TensorProto.INT64},
        {
            "model_type": "fire-red-asr-2-ctc",
            "subsampling_factor": "4",
            "cmvn_mean": _list(0.0, _BANDS),
            "cmvn_inv_stddev": _list(1.0, _BANDS),
        },
        begin=np.array([0], np.int64),
        end=np.array([1 << 30], np.int64),
        axis=np.array([1], np.int64),
        step=np.array([4], np.int64),
        four=np.array([4], np.int64),
    )
    return _with_tokens(folder)


def _stacking() -> dict[str, str]:
    return {
        "vocab_size": str(len(_TOKENS)),
        "lfr_window_size": "7",
        "lfr_window_shift": "6",
        "neg_mean": _list(0.0, _STACKED),
        "inv_stddev": _list(1.0, _STACKED),
    }


def _list(value: float, length: int) -> str:
    return ",".join([str(value)] * length)


def _loudness(features: str, width: int = _STACKED) -> list[onnx.NodeProto]:
    """Return the nodes that give `heard`: the logit of the character is the loudness of a frame, that of others 0."""
    weights = np.zeros((width, len(_TOKENS)), np.float32)
    weights[:, _SAID] = 1 / width
    bias = np.full(len(_TOKENS), -30.0, np.float32)
    bias[[_BLANK, _SAID]] = 0.0, _LOUDNESS
    return [
        _constant("weights", weights),
        _constant("bias", bias),
        helper.make_node("MatMul", [features, "weights"], ["weighed"]),
        helper.make_node("Add", ["weighed", "bias"], ["heard"]),
    ]


def _constant(name: str, value: np.ndarray) -> onnx.NodeProto:
    return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(value, name))


def _features(name: str, width: int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["sounds", "frames", width])


def _counts(name: str, kind: int = TensorProto.INT32) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, ["sounds"])


def _write(
    path: Path,
    nodes: Sequence[onnx.NodeProto],
    inputs: Sequence[onnx.ValueInfoProto],
    outputs: Mapping[str, int],
    facts: Mapping[str, str],
    **constants: np.ndarray,
) -> None:
    """Write the model of `nodes` to `path`, with its `facts` as properties."""
    path.parent.mkdir(parents=True, exist_ok=True)
    given = [_constant(name, value) for name, value in constants.items()]
    named = [helper.make_tensor_value_info(name, kind, None) for name, kind in outputs.items()]
    graph = helper.make_graph([*given, *nodes], "tiny", inputs, named)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, dict(facts))
    onnx.save(model, path)


def _with_tokens(folder: Path, silent: str = _TOKENS[_BLANK]) -> Path:
    lines = [f"{token} {number}" for number, token in enumerate((silent, *_TOKENS[1:]))]
    (folder / "tokens.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
