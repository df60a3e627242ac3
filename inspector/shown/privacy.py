"""What the privacy check found, as its page shows it: cards with masked text, and what can be done about each."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from inspector.clearance import Looked
from inspector.core.exact import visible
from inspector.core.privacy import remedies
from inspector.core.privacy.finding import BULLET, Finding, Level
from inspector.core.privacy.passages import LONGEST
from inspector.core.privacy.remedies import Choice, Remedy
from inspector.core.privacy.scan import OPAQUE
from inspector.core.words import listed
from inspector.models import Waiver
from inspector.shown.places import place

# Level: icon, class and word of its badge.
LEVELS: Mapping[Level, tuple[str, str, str]] = {
    Level.HIGH: ("error", "error", "High"),
    Level.MEDIUM: ("warn", "warn", "Medium"),
    Level.REVIEW: ("info", "info", "Review"),
}
# A page of more cards helps nobody; what comes first is the surest.
MOST_CARDS = 100
# Around a finding stand at most 40 characters, of 12 bytes at most where they are escaped.
_NEAR_BYTES = 512
# A text below this length is part of too many others to say that it stands in two places.
_SAME_FROM = 4
# Fewer letters of a name tell nothing.
_HIDDEN_FROM = 3


@dataclass(frozen=True)
class Card:
    """One finding. `before` and `after` are what stands around it, with whatever else was found there masked.

    `choices` begin with the proposed one; there are none where nothing can be done without harm to the image.
    """

    finding: Finding
    place: str
    part: str
    bytes: str
    before: str
    text: str
    after: str
    also: str
    choices: tuple[Choice, ...]
    chosen: Remedy | None
    is_ticked: bool

    @property
    def level(self) -> tuple[str, str, str]:
        return LEVELS[self.finding.level]


@dataclass(frozen=True)
class Decided:
    """A finding that may stay, and the decision that says so."""

    card: Card
    waiver: Waiver

    @property
    def said(self) -> str:
        if self.waiver.kind == Waiver.LEFT:
            return "Left behind with the packing of the upload"
        return "Accepted in every image of this dataset" if self.waiver.image_id is None else "Accepted"


@dataclass(frozen=True)
class Found:
    """All findings of an image. `ticked` and `remedies` are what a form said; None: what is proposed.

    `shows_text` tells whether their text is shown, as somebody asked on record.
    """

    looked: Looked
    ticked: Collection[str] | None = None
    remedies: Mapping[str, Remedy] | None = None
    shows_text: bool = False

    @property
    def badges(self) -> list[tuple[str, str, str]]:
        """Icon, class and count in words of each level that has open findings."""
        counts = self.looked.levels
        words = {Level.HIGH: "high", Level.MEDIUM: "medium", Level.REVIEW: "to review"}
        return [(*LEVELS[level][:2], f"{counts[level]:,} {words[level]}") for level in Level if counts[level]]

    @cached_property
    def cards(self) -> list[Card]:
        """The open findings, the surest first, as many as a page shows."""
        return [self._card(finding) for finding in self.looked.open[:MOST_CARDS]]

    @property
    def more(self) -> int:
        """How many open findings the page leaves out."""
        return len(self.looked.open) - len(self.cards)

    @cached_property
    def chosen(self) -> dict[str, Remedy]:
        """The remedies that are ticked."""
        return {card.finding.id: card.chosen for card in self.cards if card.is_ticked and card.chosen}

    @property
    def possible(self) -> int:
        """How many of the cards have a remedy."""
        return sum(bool(card.choices) for card in self.cards)

    @property
    def for_review(self) -> list[str]:
        """The ids of all open findings that are only to be reviewed."""
        return [finding.id for finding in self.looked.open if finding.level is Level.REVIEW]

    @cached_property
    def decided(self) -> list[Decided]:
        waivers = self.looked.waivers
        kept = [finding for finding in self.looked.findings if finding.id in waivers]
        return [Decided(self._card(finding), waivers[finding.id]) for finding in kept[:MOST_CARDS]]

    @property
    def in_name(self) -> bool:
        """Whether something open was found in the name of the file."""
        return any(finding.layer == "file name" for finding in self.looked.open)

    def _card(self, finding: Finding) -> Card:
        looked = self.looked
        choices = remedies.choices(finding, looked.revision.header, looked.ledger)
        usual = choices[0].remedy if choices else None
        asked = (self.remedies or {}).get(finding.id)
        wanted = finding.level is not Level.REVIEW if self.ticked is None else finding.id in self.ticked
        near = [] if self.shows_text else self._near(finding)
        where = place(finding, looked.revision.header)
        return Card(
            finding,
            where.title,
            where.part,
            where.bytes,
            visible(masked_around(finding.before, near)),
            visible(finding.text if self.shows_text else told(finding)),
            visible(masked_around(finding.after, near)),
            self._also(finding),
            choices,
            asked if asked in [each.remedy for each in choices] else usual,
            wanted and bool(choices),
        )

    def _near(self, finding: Finding) -> list[str]:
        """The texts of other findings that may stand in the surroundings of this one."""
        others, starts = self._by_layer[finding.layer, finding.file]
        low, high = finding.start - _NEAR_BYTES, finding.stop + _NEAR_BYTES
        nearest = others[bisect_left(starts, low - LONGEST) : bisect_left(starts, high)]
        return [each.text for each in nearest if each is not finding and low < each.stop]

    @cached_property
    def _by_layer(self) -> Mapping[tuple[str, str], tuple[list[Finding], list[int]]]:
        """The findings of each layer in the order of their bytes, and where they start."""
        layers: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for each in sorted(self.looked.findings, key=lambda finding: finding.start):
            layers[each.layer, each.file].append(each)
        return {layer: (found, [each.start for each in found]) for layer, found in layers.items()}

    def _also(self, finding: Finding) -> str:
        """A sentence where the same text stands in other places of the image."""
        places = [each for each in self._same[_plain(finding.text)] if each != finding.surface]
        return f"The same text stands in {listed(places, 'and')}." if places else ""

    @cached_property
    def _same(self) -> Mapping[str, list[str]]:
        """The surfaces that hold a text, in the order of the file."""
        surfaces: dict[str, list[str]] = defaultdict(list)
        for each in self.looked.findings:
            text = _plain(each.text)
            if len(text) >= _SAME_FROM and each.recognizer != OPAQUE and each.surface not in surfaces[text]:
                surfaces[text].append(each.surface)
        return surfaces


def told(finding: Finding) -> str:
    """The masked text of a finding; of bytes that cannot be read, how many there are."""
    return finding.text if finding.recognizer == OPAQUE else finding.masked


def masked_around(text: str, others: Iterable[str]) -> str:
    """The surroundings of a finding with all of these texts hidden, also where only an end of one is in them."""
    for other in sorted({each for each in others if len(each) >= _HIDDEN_FROM}, key=len, reverse=True):
        text = text.replace(other, _hidden(other))
        begun, ended = _shared(other, text), _shared(text, other)
        text = _hidden(text[:begun]) + text[begun:]
        text = text[: len(text) - ended] + _hidden(text[len(text) - ended :])
    return text


def _shared(first: str, second: str) -> int:
    """How many characters at the end of one text are those at the beginning of another, if enough to tell a name."""
    start = second[:_HIDDEN_FROM]
    at = first.find(start, max(len(first) - len(second), 0))
    while at >= 0:
        if second.startswith(first[at:]) and len(first) - at >= _HIDDEN_FROM:
            return len(first) - at
        at = first.find(start, at + 1)
    return 0


def _hidden(text: str) -> str:
    return "".join(BULLET if character.isalnum() else character for character in text)


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
