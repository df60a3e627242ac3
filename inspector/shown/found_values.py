"""What the privacy check found in a dataset: one row for each text in a place, from what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, QuerySet, Sum, Value, When
from django.http import HttpRequest

from inspector import actions, clearance
from inspector.core.errors import Damaged, EditError, Erased
from inspector.core.privacy import remedies
from inspector.core.privacy.finding import Level
from inspector.core.privacy.remedies import Choice, Remedy
from inspector.models import Dataset, FoundValue, Image, OwnIdentifier, Waiver
from inspector.shown.clearing import Effect
from inspector.shown.privacy import LEVELS
from inspector.tally import stale

ROWS_PER_PAGE: Final = 50
# Images that are named on the page of one text.
MOST_IMAGES: Final = 20
WORDS: Final[Mapping[Level, str]] = {Level.HIGH: "High", Level.MEDIUM: "Medium", Level.REVIEW: "To review"}


@dataclass(frozen=True)
class Text:
    """One text in one place, with the number of images that have it.

    `links` tells that the same text stands in several images and in several places, and so ties files together.
    """

    mark: str
    masked: str
    surface: str
    recognizer: str
    level: Level
    images: int
    times: int
    links: bool

    @property
    def badge(self) -> tuple[str, str, str]:
        return LEVELS[self.level]


@dataclass(frozen=True)
class Texts:
    """The open texts of a dataset, as an address asks for them: ?level= filters, ?page= turns."""

    dataset: Dataset
    level: str
    page: Page[Any]

    @classmethod
    def of(cls, dataset: Dataset, request: HttpRequest) -> Texts:
        level = request.GET.get("level", "")
        level = level if level in {*Level} else ""
        rows = open_values(dataset)
        groups = _grouped(rows.filter(level=level) if level else rows)
        return cls(dataset, level, Paginator(groups, ROWS_PER_PAGE).get_page(request.GET.get("page")))

    @cached_property
    def rows(self) -> list[Text]:
        groups = list(self.page.object_list)
        linking = _linking(self.dataset, {group["value"] for group in groups})
        return [_text(group, group["value"] in linking) for group in groups]

    @cached_property
    def chips(self) -> list[tuple[str, str, int]]:
        """Value, words and number of texts of each level that is open."""
        counted = open_values(self.dataset).values("level").annotate(count=Count("mark", distinct=True)).order_by()
        counts = {row["level"]: row["count"] for row in counted}
        return [(str(level), words, counts[level]) for level, words in WORDS.items() if counts.get(level)]

    @cached_property
    def images(self) -> int:
        return Image.objects.filter(dataset=self.dataset, deleted_at=None).count()

    @cached_property
    def images_open(self) -> int:
        """How many images have something open."""
        return open_values(self.dataset).values("image").distinct().count()

    @cached_property
    def left(self) -> int:
        """How many images were not looked at as things are now."""
        return stale(self.dataset).count()

    @cached_property
    def identifiers(self) -> int:
        """How many keyed hashes are kept of the study's own identifiers."""
        return OwnIdentifier.objects.filter(dataset=self.dataset).count()

    @cached_property
    def accepted(self) -> list[Waiver]:
        """What may stay in every image, the last decision first."""
        rows = Waiver.objects.filter(dataset=self.dataset, image=None).order_by("-pk")
        return list(rows.select_related("entry").prefetch_related("entry__values")[:ROWS_PER_PAGE])


@dataclass(frozen=True)
class OneText:
    """One text in a dataset and what could be done about it; `example` is the first image that has it."""

    dataset: Dataset
    text: Text | None
    mark: str
    images: list[Image]
    remedy: Remedy | None

    @classmethod
    def of(cls, dataset: Dataset, mark: str, remedy: str = "") -> OneText:
        # PostgreSQL cannot be asked for a NUL, which no mark has.
        rows = open_values(dataset).filter(mark=mark if mark.isalnum() else "")
        group = _grouped(rows).first()
        linking = _linking(dataset, {group["value"]}) if group else set()
        text = _text(group, group["value"] in linking) if group else None
        images = list(
            actions.images_with(dataset, mark).select_related("dataset", "block").order_by("name", "pk")[:MOST_IMAGES]
        )
        return cls(dataset, text, mark, images, Remedy(remedy) if remedy in {*Remedy} else None)

    @property
    def more(self) -> int:
        """How many images have it beside those that are named."""
        return self.text.images - len(self.images) if self.text else 0

    @cached_property
    def looked(self) -> clearance.Looked | None:
        """The check of the example; None where its bytes cannot be read."""
        try:
            return clearance.look(self.images[0]) if self.images else None
        except (Damaged, Erased):
            return None

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """What could be done in the example, the proposed remedy first."""
        looked = self.looked
        if looked is None:
            return ()
        mine = (each for each in looked.open if clearance.mark(self.dataset, each) == self.mark)
        first = next(mine, None)
        return remedies.choices(first, looked.revision.header, looked.ledger) if first else ()

    @property
    def chosen(self) -> Choice | None:
        """The remedy that is asked for, else the proposed one."""
        return next((each for each in self.choices if each.remedy is self.remedy), next(iter(self.choices), None))

    @cached_property
    def effect(self) -> Effect | None:
        """What the chosen remedy does in the example."""
        looked, chosen = self.looked, self.chosen
        if looked is None or chosen is None:
            return None
        asked = {each.id: chosen.remedy for each in looked.open if clearance.mark(self.dataset, each) == self.mark}
        try:
            return Effect(actions.preview_clear(image=looked.image, chosen=asked, looked=looked), asked)
        except EditError:
            return None


def open_values(dataset: Dataset) -> QuerySet[FoundValue]:
    """What is kept of open findings in a dataset, without what is only counted."""
    rows = FoundValue.objects.filter(image__dataset=dataset, image__deleted_at=None, decided=False)
    return rows.exclude(mark="")


def _grouped(rows: QuerySet[FoundValue]) -> QuerySet[FoundValue, dict[str, Any]]:
    """One group for each text in a place: the surest first, then what most images have."""
    ranks = Case(
        *(When(level=level, then=Value(rank)) for rank, level in enumerate(Level)), output_field=IntegerField()
    )
    groups = rows.values("mark", "value", "surface", "recognizer", "level", "masked", rank=ranks)
    counted = groups.annotate(images=Count("image", distinct=True), all_times=Sum("times"))
    return counted.order_by("rank", "-images", "surface", "mark")


def _text(group: Mapping[str, Any], links: bool) -> Text:
    names = ("mark", "masked", "surface", "recognizer", "images")
    return Text(
        **{name: group[name] for name in names}, level=Level(group["level"]), times=group["all_times"], links=links
    )


def _linking(dataset: Dataset, values: set[str]) -> set[str]:
    """Those of the values that stand in several images, and in several places."""
    rows = open_values(dataset).filter(value__in=values - {""}).order_by().values("value")
    counted = rows.annotate(images=Count("image", distinct=True), places=Count("surface", distinct=True))
    return set(counted.filter(images__gt=1, places__gt=1).values_list("value", flat=True))
