"""Finding and preparing weights: with the real starter model, and with small ones put together by hand."""

import base64
import gzip
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from toolkit.core.errors import MissingFileError, MissingWeightsError, UnconvertibleWeightsError, WrongWeightsError
from toolkit.recognition import models

TOP = Path(__file__).parents[2]
STARTER = models._STARTERS["base"]
PUBLISHED = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"

needs_starter = pytest.mark.skipif(not STARTER.parts(), reason="the packages of the starter model are not installed")


@pytest.fixture(autouse=True)
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test caches of its own, so that nothing of this machine is found."""
    for variable, name in (("XDG_CACHE_HOME", "缓存"), ("HF_HUB_CACHE", "hub"), ("YEHUA_MODELS", "共用 模型")):
        monkeypatch.setenv(variable, str(tmp_path / name))
    return tmp_path / "共用 模型"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give the `models` folder of a workspace."""
    folder = tmp_path / "工作 文件夹" / "models"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a shared folder in which the starter model was prepared for both engines, once for this module."""
    root = tmp_path_factory.mktemp("starter")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YEHUA_MODELS", str(root))
        models.whisper_checkpoint("base", root / "workspace" / "models")
    return root


def model_file(state: int = 8, kind: str = "float16") -> bytes:
    """Return a CTranslate2 file of a Whisper of one layer in each half."""
    tensors: dict[str, Any] = {}

    def put(name: str, *shape: int, zeros: slice | None = None) -> None:
        start = 1 + sum(tensor.size for tensor in tensors.values())
        tensors[name] = ((np.arange(np.prod(shape)) + start) / 8).astype(kind).reshape(shape)
        if zeros:
            tensors[name][zeros] = 0

    for number, width in (("1", 80), ("2", state)):
        put(f"encoder/conv{number}/weight", state, width, 3)
        put(f"encoder/conv{number}/bias", state)
    for half, context in (("encoder", 6), ("decoder", 4)):
        put(f"{half}/position_encodings/encodings", context, state)
        blocks = {"self_attention": (3, 1)} | ({"attention": (1, 2, 1)} if half == "decoder" else {})
        for norm in ("layer_norm", *(f"layer_0/{block}/layer_norm" for block in (*blocks, "ffn"))):
            put(f"{half}/{norm}/gamma", state)
            put(f"{half}/{norm}/beta", state)
        for block, widths in blocks.items():
            key = {3: slice(state, 2 * state), 2: slice(0, state)}
            for number, width in enumerate(widths):
                put(f"{half}/layer_0/{block}/linear_{number}/weight", width * state, state)
                put(f"{half}/layer_0/{block}/linear_{number}/bias", width * state, zeros=key.get(width))
        for number, (rows, columns) in enumerate(((4 * state, state), (state, 4 * state))):
            put(f"{half}/layer_0/ffn/linear_{number}/weight", rows, columns)
            put(f"{half}/layer_0/ffn/linear_{number}/bias", rows)
        tensors[f"{half}/num_heads"] = np.array(2, np.int16)
    put("decoder/embeddings/weight", 20, state)
    return packed(tensors)


def packed(tensors: dict[str, Any]) -> bytes:
    """Return the CTranslate2 file of `tensors`."""
    types = {"float32": 0, "int8": 1, "int16": 2, "float16": 4}
    parts = [struct.pack("<I", 6), b"\x0c\0WhisperSpec\0", struct.pack("<II", 3, len(tensors))]
    for name, tensor in tensors.items():
        parts += [struct.pack("<H", len(name) + 1), name.encode(), b"\0"]
        parts += [struct.pack(f"<B{tensor.ndim}I", tensor.ndim, *tensor.shape)]
        parts += [struct.pack("<BI", types[tensor.dtype.name], tensor.nbytes), tensor.tobytes()]
    return b"".join([*parts, struct.pack("<I", 0)])


def put_model(folder: Path, data: bytes | None = None) -> Path:
    """Put a small model into `folder` as a user would, and return the folder."""
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(model_file() if data is None else data)
    (folder / "config.json").write_text('{"alignment_heads": [[0, 1]]}', encoding="utf-8")
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    (folder / "vocabulary.txt").write_text("", encoding="utf-8")
    return folder


# -- the starter model -----------------------------------------------------------------------------------------


@needs_starter
def test_the_starter_model_has_the_published_hash_and_its_files(starter: Path) -> None:
    folder = starter / "faster-whisper-base"

    assert hashlib.sha256((folder / "model.bin").read_bytes()).hexdigest() == PUBLISHED
    assert {path.name for path in folder.iterdir()} == {
        "model.bin",
        "config.json",
        "tokenizer.json",
        "vocabulary.txt",
    }


@needs_starter
def test_the_starter_model_is_prepared_only_once(starter: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YEHUA_MODELS", str(starter))
    monkeypatch.setattr(models, "made_whole", None)  # to make anything would fail now
    monkeypatch.setattr(models, "sha256_of", None)  # and so would reading it all again

    assert models.faster_whisper_folder("base", place) == starter / "faster-whisper-base"
    assert models.whisper_checkpoint("base", place).parent.parent == starter
    assert list(place.iterdir()) == []


@needs_starter
def test_two_processes_may_prepare_the_starter_model_at_once(tmp_path: Path, place: Path, shared: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from toolkit.recognition import models\n"
        "sys.stdin.readline()\n"
        f"print(models.faster_whisper_folder('base', Path({str(place)!r})))"
    )
    start = [sys.executable, "-X", "utf8", "-c", code]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8", "cwd": TOP}
    processes = [subprocess.Popen(start, env=os.environ | {"TMPDIR": str(tmp_path)}, **pipes) for _ in range(3)]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    told = {process.communicate()[0].strip() for process in processes}

    assert told == {str(shared / "faster-whisper-base")}
    assert models.weights_sha256(shared / "faster-whisper-base", fresh=True) == PUBLISHED
    assert sorted(path.name for path in shared.iterdir()) == ["faster-whisper-base", "stamps"]


@needs_starter
def test_the_conversion_of_the_starter_model_changes_no_number(starter: Path) -> None:
    import torch  # noqa: PLC0415 - seconds to load

    (path,) = starter.glob("whisper-base-*/checkpoint.pt")
    state = torch.load(path, weights_only=True)["model_state_dict"]
    data = (starter / "faster-whisper-base" / "model.bin").read_bytes()
    numbers = {name: tensor.numpy() for name, tensor in state.items()}

    assert {tensor.dtype for tensor in numbers.values()} == {np.dtype("float16")}
    assert all(tensor.tobytes() in data for tensor in numbers.values() if tensor.size < 1000)
    for half, first in (("encoder", "encoder.conv1.weight"), ("decoder", "decoder.token_embedding.weight")):
        block = f"{half}.blocks.3.attn"
        fused = np.concatenate([numbers[f"{block}.{part}.weight"] for part in ("query", "key", "value")])
        assert fused.tobytes() in data
        assert numbers[first].tobytes() in data
    # 1 byte a rank, 4 a dimension and so on: what is no number of a tensor is far less than one tensor
    assert len(data) - sum(tensor.nbytes for tensor in numbers.values()) < 60_000


@needs_starter
@pytest.mark.slow
def test_both_engines_hear_the_same_in_the_starter_model(starter: Path) -> None:
    import ctranslate2  # noqa: PLC0415 - seconds to load
    import torch  # noqa: PLC0415
    import whisper  # noqa: PLC0415

    (path,) = starter.glob("whisper-base-*/checkpoint.pt")
    time = np.arange(16_000 * 30, dtype=np.float32) / 16_000
    mel = whisper.log_mel_spectrogram(np.sin(2 * np.pi * 200 * time * (1 + time / 30)).astype(np.float32))
    with torch.no_grad():
        theirs = whisper.load_model(str(path), device="cpu").encoder(mel[None]).numpy()
    engine = ctranslate2.models.Whisper(str(starter / "faster-whisper-base"), compute_type="float32")
    ours = np.array(engine.encode(ctranslate2.StorageView.from_array(mel[None].numpy())))

    # Sums are ordered otherwise on every processor; a tensor put in the wrong place differs by whole units.
    assert np.abs(ours - theirs).max() < 2e-2


@needs_starter
def test_the_alignment_heads_are_those_openai_published(starter: Path) -> None:
    from whisper import _ALIGNMENT_HEADS  # noqa: PLC0415 - seconds to load

    (path,) = starter.glob("whisper-base-*/checkpoint.pt")
    heads = models.alignment_heads(path)

    assert heads is not None
    assert gzip.decompress(base64.b85decode(heads)) == gzip.decompress(base64.b85decode(_ALIGNMENT_HEADS["base"]))


@needs_starter
def test_a_changed_starter_model_is_refused(starter: Path, place: Path, shared: Path) -> None:
    folder = shutil.copytree(starter / "faster-whisper-base", shared / "faster-whisper-base")
    assert models.faster_whisper_folder("base", place) == folder

    with (folder / "model.bin").open("r+b") as file:
        file.seek(77_000_000)
        file.write(b"\x01\x02\x03")

    with pytest.raises(WrongWeightsError, match=r"语音模型文件不对：.*model\.bin 的校验值不符"):
        models.faster_whisper_folder("base", place)


@needs_starter
def test_a_changed_checkpoint_is_refused(starter: Path, place: Path, shared: Path) -> None:
    shutil.copytree(starter, shared)
    path = models.whisper_checkpoint("base", place)
    with path.open("r+b") as file:
        file.seek(50_000_000)
        file.write(b"\x01\x02\x03")

    with pytest.raises(WrongWeightsError, match=r"checkpoint\.pt 的校验值不符"):
        models.whisper_checkpoint("base", place)


def fake_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *parts: bytes) -> None:
    """Let the packages of the starter model hold `parts`."""
    for number, part in enumerate(parts, 1):
        folder = tmp_path / f"package{number}"
        folder.mkdir()
        (folder / f"model.bin.part{number}").write_bytes(part)
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            (folder / name).write_text("{}", encoding="utf-8")
    monkeypatch.setattr(models, "_package_data", lambda package: tmp_path / f"package{package[-1]}")


def test_parts_that_do_not_give_the_published_hash_are_refused(
    tmp_path: Path, place: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_parts(tmp_path, monkeypatch, b"first", b"second")

    with pytest.raises(WrongWeightsError, match="请删除它，重新安装或重新复制"):
        models.faster_whisper_folder("base", place)

    assert list(shared.iterdir()) == []


def test_a_half_installed_starter_model_is_missing(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_parts(tmp_path, monkeypatch, b"first")

    with pytest.raises(MissingWeightsError, match=r"没有语音模型 base。.*现有的模型：无"):
        models.faster_whisper_folder("base", place)


def test_the_workspace_holds_the_model_if_nothing_else_can(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("YEHUA_MODELS", str(tmp_path / "file" / "models"))
    fake_parts(tmp_path, monkeypatch, b"first", b"second")
    digest = hashlib.sha256(b"firstsecond").hexdigest()
    monkeypatch.setitem(models._STARTERS, "base", models._Starter(STARTER.packages, digest))

    folder = models.faster_whisper_folder("base", place)

    assert folder == place / "faster-whisper-base"
    assert (folder / "model.bin").read_bytes() == b"firstsecond"
    assert models.faster_whisper_folder("base", place) == folder


def test_any_folder_of_that_name_must_have_the_published_hash(place: Path) -> None:
    put_model(place / "faster-whisper-base")

    with pytest.raises(WrongWeightsError, match="校验值不符"):
        models.faster_whisper_folder("base", place)


# -- models of the user's own ----------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["faster-whisper-small", "small"])
def test_a_model_in_the_workspace_is_found_by_its_name(place: Path, folder: str) -> None:
    put_model(place / folder)

    assert models.faster_whisper_folder("small", place) == place / folder


def test_a_model_is_found_by_its_path(tmp_path: Path, place: Path) -> None:
    folder = put_model(tmp_path / "U 盘" / "四川话")

    assert models.faster_whisper_folder(str(folder), place) == folder


def test_a_model_that_faster_whisper_downloaded_is_found(tmp_path: Path, place: Path) -> None:
    snapshots = tmp_path / "hub" / "models--Systran--faster-whisper-small" / "snapshots"
    put_model(snapshots / "0f3a")

    assert models.faster_whisper_folder("small", place) == snapshots / "0f3a"


def test_the_workspace_comes_before_the_caches(tmp_path: Path, place: Path) -> None:
    put_model(tmp_path / "hub" / "models--Systran--faster-whisper-small" / "snapshots" / "0f3a")
    put_model(place / "small")

    assert models.faster_whisper_folder("small", place) == place / "small"


def test_other_names_of_a_size_mean_the_same_model(place: Path) -> None:
    put_model(place / "faster-whisper-large-v3-turbo")

    assert models.faster_whisper_folder("turbo", place).name == "faster-whisper-large-v3-turbo"


def test_a_checkpoint_of_openai_is_taken_as_it_is(tmp_path: Path, place: Path) -> None:
    (place / "small.pt").write_bytes(b"weights")
    cached = tmp_path / "缓存" / "whisper" / "medium.pt"
    cached.parent.mkdir(parents=True)
    cached.write_bytes(b"weights")

    assert models.whisper_checkpoint("small", place) == place / "small.pt"
    assert models.whisper_checkpoint("medium", place) == cached
    assert models.whisper_checkpoint(str(cached), place) == cached


def test_a_model_for_faster_whisper_serves_openai_whisper_too(place: Path, shared: Path) -> None:
    import whisper  # noqa: PLC0415 - seconds to load

    folder = put_model(place / "faster-whisper-four")
    path = models.whisper_checkpoint("four", place)
    loaded = whisper.load_model(str(path), device="cpu")

    assert path.is_relative_to(shared)
    assert (loaded.dims.n_audio_state, loaded.dims.n_text_head, loaded.dims.n_vocab) == (8, 2, 20)
    assert json.loads((path.parent / "record.json").read_text(encoding="utf-8"))["source_sha256"] == (
        models.weights_sha256(folder)
    )
    assert models.whisper_checkpoint(str(folder), place) == path


def test_the_same_weights_give_the_same_checkpoint(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_model(place / "faster-whisper-four")
    digests = set()
    for number in range(2):
        monkeypatch.setenv("YEHUA_MODELS", str(tmp_path / f"shared{number}"))
        digests.add(models.weights_sha256(models.whisper_checkpoint("four", place)))

    assert len(digests) == 1


def test_new_weights_under_an_old_name_are_rewritten_anew(place: Path) -> None:
    folder = put_model(place / "four")
    first = models.whisper_checkpoint("four", place)
    (folder / "model.bin").write_bytes(model_file(state=16))
    second = models.whisper_checkpoint("four", place)

    assert first != second
    assert first.exists()


def test_quantised_weights_cannot_serve_openai_whisper(place: Path) -> None:
    put_model(place / "small", model_file(kind="int8"))

    assert models.faster_whisper_folder("small", place) == place / "small"
    with pytest.raises(UnconvertibleWeightsError, match=r"不能转给 openai-whisper 使用.*压缩成整数.*\.pt 文件"):
        models.whisper_checkpoint("small", place)


def test_a_model_that_was_copied_in_part_is_refused(place: Path) -> None:
    put_model(place / "small", model_file()[:-1000])

    with pytest.raises(WrongWeightsError, match="语音模型文件不对"):
        models.faster_whisper_folder("small", place)


def test_a_folder_without_tokenizer_is_no_model(place: Path) -> None:
    (put_model(place / "small") / "tokenizer.json").unlink()

    with pytest.raises(MissingWeightsError):
        models.faster_whisper_folder("small", place)


@pytest.mark.parametrize("name", ["small", "models/small", "没有.pt", "../base"])
def test_a_missing_model_is_named_with_those_that_are_there(place: Path, name: str) -> None:
    put_model(place / "faster-whisper-medium")

    for find in (models.faster_whisper_folder, models.whisper_checkpoint):
        with pytest.raises(MissingWeightsError, match=r"没有语音模型 .*现有的模型：.*medium") as caught:
            find(name, place)
        assert caught.value.fields["model"] == name


def test_the_known_models_are_those_on_this_machine(tmp_path: Path, place: Path, shared: Path) -> None:
    put_model(place / "faster-whisper-medium")
    put_model(shared / "四川话")
    put_model(tmp_path / "hub" / "models--x--faster-whisper-small" / "snapshots" / "1")
    (place / "tiny.pt").write_bytes(b"")
    (place / "empty").mkdir()

    assert set(models.known_models(place)) - {"base"} == {"medium", "四川话", "small", "tiny"}
    assert ("base" in models.known_models(place)) == bool(STARTER.parts())


@pytest.mark.parametrize(
    "name, expected",
    [("tiny", "small"), ("base", "small"), ("small", "medium"), ("medium", None), ("四川话", None)],
)
def test_the_next_stronger_model_is_the_next_larger_one_on_this_machine(
    place: Path, monkeypatch: pytest.MonkeyPatch, name: str, expected: str | None
) -> None:
    monkeypatch.setattr(models, "known_models", lambda _place: ("medium", "small", "tiny", "四川话"))

    assert models.stronger(name, place) == expected


def test_known_models_of_a_workspace_without_folder_are_told(tmp_path: Path) -> None:
    assert set(models.known_models(tmp_path / "none")) <= {"base"}


# -- hashes ----------------------------------------------------------------------------------------------------


def test_a_file_is_read_again_only_if_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "权重.pt"
    path.write_bytes(b"one")
    first = models.weights_sha256(path)
    with monkeypatch.context() as patch:
        patch.setattr(models, "sha256_of", None)
        again = models.weights_sha256(path)
    path.write_bytes(b"two")
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1))

    assert first == again == hashlib.sha256(b"one").hexdigest()
    assert models.weights_sha256(path) == hashlib.sha256(b"two").hexdigest()


def test_a_fresh_look_does_not_trust_the_stamp(tmp_path: Path) -> None:
    path = tmp_path / "weights.pt"
    path.write_bytes(b"one")
    models.weights_sha256(path)
    before = path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert models.weights_sha256(path, fresh=True) == hashlib.sha256(b"two").hexdigest()


@pytest.mark.parametrize("stamp", ["", "[]", "{}", '{"sha256": 3}'])
def test_a_broken_stamp_is_written_anew(tmp_path: Path, shared: Path, stamp: str) -> None:
    path = tmp_path / "weights.pt"
    path.write_bytes(b"one")
    digest = models.weights_sha256(path)
    (file,) = (shared / "stamps").iterdir()
    file.write_text(stamp, encoding="utf-8")

    assert models.weights_sha256(path) == digest
    assert json.loads(file.read_text(encoding="utf-8"))["sha256"] == digest


def test_weights_are_hashed_even_where_no_stamp_can_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "weights.pt"
    path.write_bytes(b"one")
    monkeypatch.setenv("YEHUA_MODELS", str(path / "below"))

    assert models.weights_sha256(path) == hashlib.sha256(b"one").hexdigest()


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="找不到文件"):
        models.weights_sha256(tmp_path / "none.pt")
