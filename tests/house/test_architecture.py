"""The shape of the house: imports run one way, each outside library has one door, every room has its test."""

import ast
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
TOOLKIT = TOP / "toolkit"

# From the ground up. The page docs/architecture.md has the same order, with fewer steps.
LAYERS = (
    {"errors", "parallel", "timecode"},
    {"moves"},
    {"files", "windows_names"},
    {"fault_records", "locks"},
    {"pending_files", "records", "settings", "schema", "staging"},
    {"visibility"},
    {
        "bags",
        "chain",
        "charts",
        "common_words",
        "containers",
        "dates",
        "edit_log",
        "given_words",
        "guards",
        "identifiers",
        "jobs",
        "journal",
        "notebooks",
        "numbering",
        "opening",
        "pdf",
        "plain_faults",
        "player",
        "retention",
        "script",
        "sealed_register",
        "sheets",
        "sides",
        "speech",
        "statements",
        "telling_numbers",
        "usage_faults",
        "villages",
        "voices",
        "wholeness",
        "word_dangers",
    },
    {
        "bag_flaws",
        "citations",
        "confirmed",
        "damage",
        "entry_dates",
        "forms",
        "model_places",
        "personal_words",
        "phrases",
        "procedure",
        "proofreading",
        "revisions",
        "search_terms",
        "sound_alikes",
        "speakers",
        "store",
        "subject_words",
        "vault",
        "weights",
        "word_text",
    },
    {
        "accusation_cues",
        "audio",
        "danger",
        "gates",
        "meeting_rows",
        "judgements",
        "metadata",
        "models",
        "names_said",
        "notices",
        "panels",
        "passages",
        "pending",
        "proof_files",
        "proof_sheets",
        "redaction",
        "repeats",
        "retiming",
        "search_index",
        "subject_machine",
        "sums_said",
        "template_language",
        "word_lists",
    },
    {
        "agreement_rules",
        "decoders",
        "facts_said",
        "filing",
        "names_guessed",
        "form_rules",
        "names_called",
        "notice_rules",
        "opinion_rules",
        "others_said",
        "packages",
        "papers",
        "party_rules",
        "said",
        "subject_model",
        "unfamiliar_words",
        "tag_features",
        "word_templates",
        "wording_rules",
    },
    {"tagger", "word", "word_tables"},
    {"matters", "mishearings", "takes"},
    {"lexicon", "who"},
    {
        "channels",
        "document_rules",
        "edits",
        "erasing",
        "appraisals",
        "events",
        "finding",
        "fixity",
        "grievances",
        "kept_files",
        "proofs",
        "restoring",
        "store_checks",
        "subject_examples",
        "subjects",
        "transcribe",
        "transcript_files",
    },
    {"paper_pages", "paper_values"},
    {"template_checks"},
    {"catalogue", "documents", "finishing", "ledger", "partial_copies"},
    {"residue_lists", "telling_clauses"},
    {"telling_words"},
    {"deidentified"},
    {"desk", "grievance_rows", "tables"},
    {"issue_gates"},
    {"issuing"},
    {
        "accusations",
        "archival_codes",
        "archiving",
        "backups",
        "batches",
        "bundles",
        "case_facts",
        "case_files",
        "consent",
        "current_recording",
        "discs",
        "doctor",
        "intake",
        "meeting_corrections",
        "paperwork",
        "registers",
        "traces",
        "workflow",
    },
    {
        "bulk_intake",
        "clearing",
        "confirming",
        "demo",
        "overview",
        "rehearing",
        "sealed_workspace",
        "soundness",
        "tonight",
        "worker",
    },
    {"sealing_plan"},
    {"inbox", "judging", "sealing"},
    {"destroying"},
    {
        "archive_desk",
        "command_parts",
        "corrector",
        "grievance_table",
        "inbox_panel",
        "paper_desk",
        "progress_panel",
        "recording_chooser",
    },
    {
        "accusation_commands",
        "archive_commands",
        "backup_commands",
        "bulk_commands",
        "disposal_commands",
        "event_commands",
        "grievance_commands",
        "meeting_commands",
        "notice_commands",
        "sealed_commands",
        "transcript_commands",
    },
    {"cli"},
)

# What a door offers may be used by every room above it; the library itself only by its door.
DOORS = {
    "IPython": {"plain_faults"},
    "alembic": {"store"},
    "anywidget": {"panels"},
    "av": {"audio"},
    "bagit": {"packages"},
    "borax": {"dates"},
    "cattrs": {"records", "settings"},
    "chinese_calendar": {"dates"},
    "click": {
        "accusation_commands",
        "archive_commands",
        "backup_commands",
        "bulk_commands",
        "cli",
        "command_parts",
        "disposal_commands",
        "event_commands",
        "given_words",
        "grievance_commands",
        "meeting_commands",
        "notice_commands",
        "sealed_commands",
        "transcript_commands",
        "usage_faults",
    },
    "cn2an": {"identifiers"},
    "ctranslate2": {"decoders"},
    "docx": {"word", "word_dangers", "word_tables", "word_templates", "word_text"},
    "docxtpl": {"word_templates"},
    "faster_whisper": {"decoders"},
    "faster_whisper.vad": {"speech"},
    "filelock": {"locks"},
    "ipykernel": {"panels"},
    "jieba": {"common_words"},
    "jinja2": {"template_language"},
    "jsonschema": {"document_rules"},
    "jupyter_core": {"panels"},
    "lxml": {"pdf", "word", "word_templates", "word_text"},
    "opencc": {"script"},
    "matplotlib": {"charts"},
    "openpyxl": {"sheets"},
    "pandas": {"tables"},
    "psutil": {"jobs", "pdf"},
    "pypdfium2": {"pdf"},
    "pypinyin": {"script"},
    "pyrage": {"vault"},
    "sklearn": {"speakers", "subject_machine", "subject_model"},
    "sqlalchemy": {"schema", "store"},
    "sqlite3": {"repeats", "search_index"},
    "stdnum": {"identifiers"},
    "tomllib": {"settings"},
    "torch": {"decoders", "models", "voices", "weights"},  # models only writes tensors, decoders only decodes with them
    "tqdm": {"cli"},
    "traitlets": {"panels"},
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
    heavy = {"torch", "whisper", "faster_whisper", "pandas"}
    code = f"import sys, toolkit.commands.cli; print(sorted({heavy} & set(sys.modules)))"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TOP)

    assert told.stdout.strip() == "[]"


def test_the_layers_stand_in_the_order_of_the_architecture_page() -> None:
    page = (TOP / "docs" / "architecture.md").read_text(encoding="utf-8")
    places = {module: page.index(f"| `{module}` |") for rooms in LAYERS for module in rooms}

    ends = [max(places[module] for module in rooms) for rooms in LAYERS]

    assert all(earlier < later for earlier, later in pairwise(ends))
