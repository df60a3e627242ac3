"""What an image lacks to leave for a release, as its privacy page tells it; the gate of the release looks itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.clearance import Looked, is_clear
from inspector.core.privacy.finding import Level, levels
from inspector.core.words import counted
from inspector.models import State
from inspector.vault.ledger import STORED


@dataclass(frozen=True)
class Check:
    """One thing that is asked of an image: the icon of its state, that state in a word, and the thing."""

    icon: str
    state: str
    said: str


def checks(looked: Looked) -> list[Check]:
    """What is asked of an image in its dataset. A release is packed anew, so the packing of the upload stays out."""
    return [_check(done, said) for done, said in _asked(looked)]


def _asked(looked: Looked) -> Iterator[tuple[bool | None, str]]:
    """Each thing with whether it is done; None: nobody asks for it here."""
    image, dataset = looked.image, looked.image.dataset
    leaving = [each for each in looked.open if each.layer != STORED]
    left = levels(leaving)[Level.REVIEW]
    yield is_clear(leaving), "No high or medium finding is open"
    if dataset.release_needs_decisions:
        yield not left, "Each finding to review has a decision"
    elif left:
        yield (
            None,
            f"{counted(left, 'finding')} to review {'needs' if left == 1 else 'need'} no decision in this dataset",
        )
    yield not looked.ledger.unaccounted, "Every byte is accounted for"
    if dataset.release_needs_review:
        yield image.state == State.REVIEWED, "The current revision is reviewed"


def _check(done: bool | None, said: str) -> Check:
    if done is None:
        return Check("info", "Not asked for:", said)
    return Check("check", "Done:", said) if done else Check("close", "Missing:", said)
