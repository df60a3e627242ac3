"""What the privacy check found, kept for lists: counts in the row of an image, and a row for each text in a place.

Nothing of a text is kept but what its mask shows, and keyed hashes.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from inspector import clearance
from inspector.core.errors import Damaged, Erased
from inspector.core.exact import visible
from inspector.core.privacy import VERSION
from inspector.core.privacy.finding import Finding, Level, levels
from inspector.core.privacy.scan import OPAQUE
from inspector.models import LONGEST_MASKED, Dataset, FoundValue, Image, Waiver

# Texts of one image that lists tell apart; the others are counted together.
MOST_VALUES: Final = 1000
# A shorter text stands in many images by chance.
SAME_FROM: Final = 4


@dataclass(frozen=True)
class Tally:
    """The columns of an image's row, and the rows of what was found in it, which know no image yet.

    `problem` is the sentence when its bytes are erased or damaged, so that nobody knows what is in it.
    """

    columns: Mapping[str, object]
    rows: Sequence[FoundValue] = field(default=(), repr=False)
    problem: str = ""

    def keep(self, image: Image) -> None:
        """Put the rows in place of those before, inside the caller's transaction; the columns are the caller's."""
        FoundValue.objects.filter(image=image).delete()
        for row in self.rows:
            row.image = image
        FoundValue.objects.bulk_create(self.rows)


def tally(dataset: Dataset, findings: tuple[Finding, ...], image: Image | None = None) -> Tally:
    """What is kept of these findings; an image that is not stored yet has only the decisions for all images."""
    decided = clearance.decisions(dataset, image, findings)
    counted = levels(each for each in findings if each.id not in decided)
    columns = {**{str(level): count for level, count in counted.items()}, "looked_with": VERSION}
    return Tally(columns, _rows(dataset, findings, decided))


def tally_of(image: Image) -> Tally:
    """What is found in an image now."""
    try:
        return tally(image.dataset, clearance.look(image).findings, image)
    except (Erased, Damaged) as error:
        return Tally({**dict.fromkeys(map(str, Level)), "looked_with": VERSION}, problem=str(error))


def look_again(image: Image) -> None:
    """Look at an image anew and keep what is found: its bytes, its name, or what is known of it are others now."""
    found = tally_of(image)
    with transaction.atomic():
        Image.objects.filter(pk=image.pk).update(**found.columns)
        found.keep(image)


def stale(dataset: Dataset | None = None) -> QuerySet[Image]:
    """The images that were not looked at by the rules, or with the list of identifiers, that there are now."""
    rows = Image.objects.filter(deleted_at=None).exclude(looked_with=VERSION).order_by("pk")
    return rows if dataset is None else rows.filter(dataset=dataset)


def decide(dataset: Dataset, marks: Collection[str]) -> None:
    """Count anew what is open after a decision about these marks was made, or taken back."""
    mine = Waiver.objects.filter(Q(image=None) | Q(image=OuterRef("image")), dataset=dataset, mark=OuterRef("mark"))
    rows = FoundValue.objects.filter(image__dataset=dataset, mark__in=set(marks))
    images = set(rows.values_list("image", flat=True))
    FoundValue.objects.filter(pk__in=rows.values("pk")).update(decided=Exists(mine))
    for level in Level:
        left = FoundValue.objects.filter(image=OuterRef("pk"), level=level, decided=False).order_by()
        total = left.values("image").annotate(total=Sum("times")).values("total")
        Image.objects.filter(pk__in=images).update(**{str(level): Coalesce(Subquery(total), 0)})


def _rows(dataset: Dataset, findings: Iterable[Finding], decided: Mapping[str, Waiver]) -> list[FoundValue]:
    rows: dict[tuple[str, Level, bool], FoundValue] = {}
    rest = Counter[tuple[Level, bool]]()
    key = clearance.key(dataset, "values")
    for each in sorted(findings, key=lambda finding: -finding.score):
        is_decided = each.id in decided
        if len(rows) >= MOST_VALUES:
            rest[each.level, is_decided] += 1
            continue
        mark = clearance.mark(dataset, each)
        known = rows.get((mark, each.level, is_decided))
        if known:
            known.times += 1
        else:
            rows[mark, each.level, is_decided] = FoundValue(
                mark=mark,
                value=_value(each, key),
                surface=each.surface[:120],
                recognizer=each.recognizer,
                level=str(each.level),
                masked=_masked(each),
                times=1,
                decided=is_decided,
            )
    together = [
        FoundValue(surface="", recognizer="", level=str(level), masked="", times=count, decided=is_decided)
        for (level, is_decided), count in rest.items()
    ]
    return [*rows.values(), *together]


def _value(finding: Finding, key: bytes) -> str:
    """The keyed hash of a text without capitals and signs, so that DOE^JANE and doe_jane are the same."""
    plain = "".join(character for character in finding.text.casefold() if character.isalnum())
    if len(plain) < SAME_FROM or finding.recognizer == OPAQUE:
        return ""
    return hmac.digest(key, plain.encode("utf-8", "replace"), "sha256").hex()


def _masked(finding: Finding) -> str:
    text = visible(finding.text if finding.recognizer == OPAQUE else finding.masked)
    return text if len(text) <= LONGEST_MASKED else f"{text[: LONGEST_MASKED - 1]}…"
