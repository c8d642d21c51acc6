"""What is known once all is decoded: who speaks."""

from collections.abc import Callable, Sequence

from toolkit.core import MissingWeightsError
from toolkit.records import Segment, Stretch
from toolkit.sound import Samples


def with_speakers(
    samples: Samples,
    segments: Sequence[Segment],
    spoken: tuple[Stretch, ...],
    told: Callable[[float], None],
    warn: Callable[[str], None],
) -> tuple[Segment, ...]:
    """Return `segments` of `samples` (mono, 16 kHz) with their speakers; `told` is told the part done, from 0 to 1.

    `warn` is told when this machine has no model for it; then nobody is named.
    """
    from toolkit.sound import speakers  # noqa: PLC0415 - what it stands on takes 150 MB, which decoding needs

    try:
        turns = speakers.turns(samples, spoken, told)
    except MissingWeightsError as fault:
        warn(str(fault))
        return tuple(segments)
    return speakers.labelled(segments, turns)
