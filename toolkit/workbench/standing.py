"""Where each recording stands: transcribed, corrected, judged, confirmed, packed."""

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.archive import list_packages
from toolkit.grievances import digests
from toolkit.records import Recording
from toolkit.store import TRANSCRIPTS
from toolkit.workspace import Desk, jobs

_GOING = ("queued", "running", "broken", "failed")


@dataclass(frozen=True)
class Standing:
    """A recording's work that goes on, whether it has a text, what its list comes to, and whether it is packed."""

    code: str
    job: str
    has_text: bool
    digest: digests.Digest
    packed: bool

    @property
    def words(self) -> str:
        """What comes next, in Chinese."""
        if not self.has_text:
            return self.job or "还没有转写"
        if not self.digest.has_list:
            return "待校对、梳理"
        if self.digest.unjudged:
            return f"待判断 {self.digest.unjudged} 件"
        if self.digest.proposed:
            return f"待确认 {self.digest.proposed} 件"
        return "已打档案包" if self.packed else "已确认，待归档"


def standings(desk: Desk, recordings: Iterable[Recording]) -> dict[str, Standing]:
    """Return where each of `recordings` stands, by code."""
    codes = [recording.code for recording in recordings]
    working = {job.recording: jobs.sentence(job) for job in jobs.listing(desk.workspace.jobs) if job.state in _GOING}
    packed = {package.recording for package in list_packages(desk.store)}
    known = digests.digests_of(desk, codes)
    with desk.store.reading() as tx:
        texts = {row["recording"] for row in tx.columns(TRANSCRIPTS, ("recording",))}
    return {
        code: Standing(
            code=code,
            job=working.get(code, "").removeprefix(f"{code} "),
            has_text=code in texts,
            digest=known[code],
            packed=code in packed,
        )
        for code in codes
    }
