"""What a person has changed and not saved, tried out on the current header."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.contrib.auth.models import User

from inspector import actions
from inspector.core.edits import Change
from inspector.core.errors import EditError
from inspector.core.exact import visible
from inspector.core.fields import Field
from inspector.core.header import Header
from inspector.core.linked import agree
from inspector.core.operations import follow
from inspector.models import Draft, Image


@dataclass(frozen=True)
class Waiting:
    """One collected change as typed, and what is wrong with it. `group` is where it can be edited."""

    name: str
    group: str
    text: str
    sentences: tuple[str, ...]

    @property
    def alone(self) -> tuple[str, ...]:
        return (self.name,)


@dataclass(frozen=True)
class Pending:
    """A draft. `after` is None when its values do not go together; `error` then says why, by field.

    `copied` is, by field, the image and the revision that values were copied from.
    """

    before: Header
    after: Header | None
    base: int
    values: Mapping[str, str] = field(default_factory=dict)
    error: EditError | None = None
    outcome: actions.Outcome | None = None
    copied: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Field names in file order."""
        return [each.name for each in self.before.fields if each.name in self.values]

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.outcome.changes if self.outcome else ()

    @property
    def waiting(self) -> list[Waiting]:
        """Each collected change with its problems."""
        wrong = self.error.fields if self.error else {}
        fields = [each for each in self.before.fields if each.name in self.values]
        return [
            Waiting(each.name, each.group, visible(self.values[each.name]), tuple(wrong.get(each.name, ())))
            for each in fields
        ]

    @property
    def placing(self) -> list[str]:
        """The collected changes that can move the image."""
        return [each.name for each in self.before.fields if each.name in self.values and self._places(each)]

    def _places(self, field: Field) -> bool:
        """pixdim does with its first four numbers; the others are times and the like."""
        if field.name != "pixdim" or self.after is None:
            return field.group == "orientation" or field.name == "pixdim"
        return self.before.numbers("pixdim")[:4] != self.after.numbers("pixdim")[:4]

    @property
    def leaves_a_form_behind(self) -> bool:
        """Whether one form moves away from the other one, which could take part in it."""
        if self.after is None or agree(self.after):
            return False
        try:
            return follow(self.before, self.after) is not None
        except EditError:
            return False

    def is_stale(self, image: Image) -> bool:
        return bool(self.values) and self.base != image.revision


def pending(person: User, image: Image) -> Pending:
    """This person's draft of this image; an empty one when there is none."""
    draft = Draft.objects.filter(user=person, image=image).first()
    found = tried(image, draft.values if draft else {}, base=draft.base if draft else image.revision)
    return replace(found, copied=draft.copied) if draft else found


def tried(image: Image, values: Mapping[str, str], *, base: int) -> Pending:
    """These values on the current header; nothing is written."""
    try:
        outcome = actions.preview(image=image, values=values)
    except EditError as error:
        return Pending(image.header, None, base, values, error)
    return Pending(image.header, outcome.after, base, values, outcome=outcome)


def without(values: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    gone = set(names)
    return {name: text for name, text in values.items() if name not in gone}
