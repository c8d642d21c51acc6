"""The places of files and folders in a workspace."""

from dataclasses import dataclass
from pathlib import Path

# Files in the root that are made again when they are missing, with what SQLite puts beside them.
REBUILT = ("search.db", "repeats.db", "digests.json")


class _Below:
    """A path below the root of a workspace, by its `name`; its docstring names its content."""

    def __init__(self, name: str, purpose: str) -> None:
        self._name = name
        self.__doc__ = purpose

    def __get__(self, places: "Places | None", _: type | None = None) -> Path:
        return Path(self._name) if places is None else places.root / self._name


@dataclass(frozen=True)
class Places:
    """The paths in the workspace folder `root`."""

    root: Path

    demo_mark = _Below(".yehua-demo", "The mark of a workspace for practice: everything in it is made up.")
    settings_file = _Below("yehua.toml", "The settings.")
    retention_file = _Below("retention.csv", "The centre's table of how long things are kept: 类别,保管期限,说明.")
    holidays_file = _Below("holidays.csv", "Days that extend and override the calendar package: date,kind,note.")
    lexicon_file = _Below("lexicon.csv", "The local words: word,kind,note.")
    subject_examples_file = _Below(
        "subject_examples.csv", "Subjects confirmed elsewhere: 一级,二级,文字. It need not exist."
    )
    database_file = _Below("yehua.db", "The store, unless the settings name a server.")
    index_file = _Below("search.db", "The search index, a SQLite file of its own that can be rebuilt at will.")
    learned = _Below("learned", "What the tagger had been taught by confirmed meetings when a list was found.")
    digests_file = _Below("digests.json", "What each list comes to, in numbers; it can be thrown away at will.")
    recordings = _Below("recordings", "Originals and access copies, a folder for each recording.")
    proofs = _Below("proofs", "The files that prove entries of the ledger, a folder for each case.")
    inbox = _Below("收件箱", "Where people drop recordings that are to be taken in.")
    drafts = _Below("drafts", "Each draft as it was made, with its facts.")
    papers = _Below("papers", "Issued papers and their copies, a folder for each case.")
    models = _Below("models", "Model weights, put here by hand or made ready.")
    jobs = _Below("jobs", "The state of long work.")
    facts = _Below("facts", "The facts of papers that are filled in by hand.")
    peaks = _Below("peaks", "The waveforms that panels show; they can be thrown away at will.")
    log_file = _Below("logs/notebook.log", "Faults in notebooks, for support.")
    templates = _Below("templates", "The workspace's own templates; they win over the shipped ones.")

    def journal(self, code: str) -> Path:
        """Return where a transcription of recording `code` keeps what it has decoded, so that it can be resumed."""
        return self.jobs / f"{code}.journal"

    def edits(self, code: str, version: int) -> Path:
        """Return the log of manual corrections of that version of the transcript of recording `code`."""
        return self.root / "edits" / f"{code}-v{version}.log"

    def edit_logs(self, code: str) -> tuple[Path, ...]:
        """Return the logs of manual corrections of every version of the transcript of recording `code`."""
        # Not of a recording whose number goes on.
        return tuple(sorted((self.root / "edits").glob(f"{code}-v*")))
