"""The places of files and folders in a workspace."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """The paths in the workspace folder `root`."""

    root: Path

    @property
    def retention_file(self) -> Path:
        """`retention.csv`, the centre's table of how long things are kept: 类别,保管期限,说明."""
        return self.root / "retention.csv"

    @property
    def settings_file(self) -> Path:
        """`yehua.toml`."""
        return self.root / "yehua.toml"

    @property
    def holidays_file(self) -> Path:
        """`holidays.csv`, which extends and overrides the calendar package: date,kind,note."""
        return self.root / "holidays.csv"

    @property
    def lexicon_file(self) -> Path:
        """`lexicon.csv`, the local words: word,kind,note."""
        return self.root / "lexicon.csv"

    @property
    def subject_examples_file(self) -> Path:
        """`subject_examples.csv`, which brings subjects confirmed elsewhere: 一级,二级,文字. It need not exist."""
        return self.root / "subject_examples.csv"

    @property
    def index_file(self) -> Path:
        """The search index, a SQLite file of its own that can be rebuilt at will."""
        return self.root / "search.db"

    @property
    def recordings(self) -> Path:
        """Where originals and access copies lie, a folder a recording."""
        return self.root / "recordings"

    @property
    def proofs(self) -> Path:
        """Where the files lie that prove entries of the ledger, a folder a case."""
        return self.root / "proofs"

    @property
    def inbox(self) -> Path:
        """收件箱, where people drop recordings that are to be taken in."""
        return self.root / "收件箱"

    @property
    def drafts(self) -> Path:
        """Where each draft is kept as it was made, with its facts."""
        return self.root / "drafts"

    @property
    def papers(self) -> Path:
        """Where issued papers and their copies lie, a folder a case."""
        return self.root / "papers"

    @property
    def models(self) -> Path:
        """Where model weights are put by hand or made ready."""
        return self.root / "models"

    @property
    def jobs(self) -> Path:
        """Where long work writes its state."""
        return self.root / "jobs"

    def journal(self, code: str) -> Path:
        """Where an interrupted transcription of the recording `code` finds what it had decoded."""
        return self.jobs / f"{code}.journal"

    def edits(self, code: str, version: int) -> Path:
        """Where what people corrected by hand in that version of the transcript of recording `code` is kept."""
        return self.root / "edits" / f"{code}-v{version}.log"

    def edit_logs(self, code: str) -> tuple[Path, ...]:
        """Return what people corrected by hand in any version of recording `code`."""
        # Not of a recording whose number goes on.
        return tuple(sorted((self.root / "edits").glob(f"{code}-v*")))

    @property
    def facts(self) -> Path:
        """Where the facts of papers lie that are filled in by hand."""
        return self.root / "facts"

    @property
    def peaks(self) -> Path:
        """Where the waveforms that panels show are kept; they can be thrown away at will."""
        return self.root / "peaks"

    @property
    def log_file(self) -> Path:
        """Where what went wrong in notebooks is kept for whoever helps."""
        return self.root / "logs" / "notebook.log"

    @property
    def templates(self) -> Path:
        """Where a workspace's own templates lie; they win over the shipped ones."""
        return self.root / "templates"
