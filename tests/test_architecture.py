"""The shape of the house: imports run one way, each outside library has one door, every room has its test."""

import ast
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
TOOLKIT = TOP / "toolkit"

# From the ground up. The page docs/architecture.md has the same order, with fewer steps.
LAYERS = (
    {"errors", "parallel", "timecode"},
    {"files"},
    {"locks"},
    {"records", "settings", "schema"},
    {
        "bags",
        "common_words",
        "containers",
        "dates",
        "guards",
        "identifiers",
        "jobs",
        "journal",
        "numbering",
        "pdf",
        "player",
        "retention",
        "script",
        "sheets",
        "speech",
        "statements",
        "voices",
    },
    {
        "bag_flaws",
        "citations",
        "confirmed",
        "damage",
        "forms",
        "model_places",
        "phrases",
        "procedure",
        "revisions",
        "search_terms",
        "sound_alikes",
        "speakers",
        "store",
        "subject_words",
        "weights",
        "word_text",
    },
    {
        "audio",
        "gates",
        "metadata",
        "models",
        "names_said",
        "passages",
        "proof_files",
        "repeats",
        "retiming",
        "search_index",
        "word_lists",
        "word_templates",
    },
    {"decoders", "facts_said", "filing", "form_rules", "packages", "papers", "subject_model", "word", "word_tables"},
    {"mishearings", "takes"},
    {
        "channels",
        "document_rules",
        "edits",
        "finding",
        "fixity",
        "grievances",
        "lexicon",
        "proofs",
        "restoring",
        "subject_examples",
        "subjects",
        "transcribe",
        "transcript_files",
    },
    {"catalogue", "documents", "finishing", "ledger", "partial_copies"},
    {"desk", "tables"},
    {
        "archiving",
        "batches",
        "bundles",
        "case_files",
        "discs",
        "doctor",
        "intake",
        "paperwork",
        "registers",
        "workflow",
    },
    {"confirming", "demo", "soundness", "worker"},
    {"command_parts"},
    {"archive_commands", "grievance_commands"},
    {"cli"},
)

# What a door offers may be used by every room above it; the library itself only by its door.
DOORS = {
    "alembic": {"store"},
    "av": {"audio"},
    "bagit": {"packages"},
    "borax": {"dates"},
    "cattrs": {"records", "settings"},
    "chinese_calendar": {"dates"},
    "click": {"archive_commands", "cli", "command_parts", "grievance_commands"},
    "cn2an": {"identifiers"},
    "ctranslate2": {"decoders"},
    "docx": {"word", "word_tables", "word_templates", "word_text"},
    "docxtpl": {"word_templates"},
    "faster_whisper": {"decoders"},
    "faster_whisper.vad": {"speech"},
    "filelock": {"locks"},
    "jieba": {"common_words"},
    "jinja2": {"word_templates"},
    "jsonschema": {"document_rules"},
    "lxml": {"pdf", "word", "word_templates", "word_text"},
    "opencc": {"script"},
    "openpyxl": {"sheets"},
    "pandas": {"tables"},
    "psutil": {"jobs"},
    "pypinyin": {"script"},
    "sklearn": {"speakers", "subject_model"},
    "sqlalchemy": {"schema", "store"},
    "sqlite3": {"repeats", "search_index"},
    "stdnum": {"identifiers"},
    "tomllib": {"settings"},
    "torch": {"decoders", "models", "voices", "weights"},  # models only writes tensors, decoders only decodes with them
    "tqdm": {"cli"},
    "whisper": {"decoders"},
}


def modules() -> list[Path]:
    """Return the modules of the package, without the entry point and the migrations."""
    return sorted(path for path in TOOLKIT.glob("*.py") if path.stem not in {"__init__", "__main__"})


def imported(path: Path) -> set[str]:
    """Return the dotted names that the module at `path` imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def own_imports(path: Path) -> set[str]:
    """Return the rooms of the toolkit that the module at `path` imports."""
    rooms = {room.stem for room in modules()}
    return {
        part for name in imported(path) if name.startswith("toolkit.") for part in [name.split(".")[1]] if part in rooms
    }


def layer_of(module: str) -> int:
    """Return the layer of `module`."""
    return next(number for number, rooms in enumerate(LAYERS) if module in rooms)


def test_every_module_stands_in_exactly_one_layer() -> None:
    placed = [module for rooms in LAYERS for module in rooms]

    assert sorted(placed) == [path.stem for path in modules()]


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_a_module_imports_only_from_lower_layers(path: Path) -> None:
    wrong = {name for name in own_imports(path) if layer_of(name) >= layer_of(path.stem)}

    assert wrong == set()


def door_of(name: str) -> set[str] | None:
    """Return the rooms that may import the dotted `name`, by its longest listed beginning; None if anybody may."""
    parts = name.split(".")
    beginnings = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next((DOORS[beginning] for beginning in beginnings if beginning in DOORS), None)


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_an_outside_library_is_imported_only_by_its_door(path: Path) -> None:
    wrong = {name for name in imported(path) if path.stem not in (door_of(name) or {path.stem})}

    assert wrong == set()


def test_every_module_has_a_test_file_of_its_name() -> None:
    lacking = {path.stem for path in modules() if not (TOP / "tests" / f"test_{path.stem}.py").exists()}

    assert lacking == set()


def test_no_module_is_called_utils_helpers_or_common() -> None:
    assert {"utils", "helpers", "common"}.isdisjoint(path.stem for path in modules())


def test_importing_the_toolkit_loads_no_heavy_library() -> None:
    code = "import sys, toolkit; print(sorted({'torch', 'whisper', 'pandas', 'docx', 'numpy'} & set(sys.modules)))"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TOP)

    assert told.stdout.strip() == "[]"


def test_the_command_line_starts_without_torch_and_whisper() -> None:
    code = "import sys, toolkit.cli; print(sorted({'torch', 'whisper', 'faster_whisper', 'pandas'} & set(sys.modules)))"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TOP)

    assert told.stdout.strip() == "[]"


def test_the_layers_stand_in_the_order_of_the_architecture_page() -> None:
    page = (TOP / "docs" / "architecture.md").read_text(encoding="utf-8")
    places = {module: page.index(f"| `{module}` |") for rooms in LAYERS for module in rooms}

    ends = [max(places[module] for module in rooms) for rooms in LAYERS]

    assert all(earlier < later for earlier, later in pairwise(ends))
