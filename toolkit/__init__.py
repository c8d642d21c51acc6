"""Yehua: from the recording of a courtyard night meeting to papers that can be signed."""

__version__ = "0.2.0"

# By the name under which notebooks of version 0.1 import a module, the package that has it now.
MOVED_FOR_NOTEBOOKS = {
    "archive_desk": "toolkit.notebook.panels",
    "confirming": "toolkit.grievances",
    "corrector": "toolkit.notebook.panels",
    "demo": "toolkit.notebook",
    "grievance_table": "toolkit.notebook.panels",
    "inbox_panel": "toolkit.notebook.panels",
    "intake": "toolkit.meetings",
    "overview": "toolkit.notebook",
    "paper_desk": "toolkit.notebook.panels",
    "paperwork": "toolkit",
    "progress_panel": "toolkit.notebook.panels",
    "soundness": "toolkit.notebook",
    "tables": "toolkit.notebook",
    "workflow": "toolkit.notebook",
}


def __getattr__(name: str) -> object:
    """Return what notebooks of version 0.1 import by an old name; raise AttributeError for any other."""
    if name not in MOVED_FOR_NOTEBOOKS:
        message = f"module 'toolkit' has no attribute {name!r}"
        raise AttributeError(message)
    from toolkit.notebook import older  # noqa: PLC0415 - only an old notebook asks, and it loads much

    return older.named(name)
