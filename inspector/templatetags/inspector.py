"""How pages write facts: icons from the sprite, axis letters in their colours, shapes, sizes, times."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from inspector.access import may
from inspector.core.meaning import unit
from inspector.core.render import Plane, orient
from inspector.core.words import listed, size_text
from inspector.models import Dataset, Image
from inspector.shown.people import managers
from inspector.shown.shield import shield
from inspector.shown.signoffs import badge
from inspector.shown.times import since

register = template.Library()

AXIS_CLASS = {"L": "x", "R": "x", "A": "y", "P": "y", "S": "z", "I": "z"}
AXIS_WORD = {"L": "left", "R": "right", "A": "anterior", "P": "posterior", "S": "superior", "I": "inferior"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One drawing of the sprite; with a label it speaks, without one it is decoration beside a word."""
    address = static("inspector/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, address, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', address, name)


@register.filter
def axes(codes: str | None) -> SafeString | str:
    """Axis codes such as LAS, each letter in the colour of its axis."""
    if not codes:
        return ""
    words = ", ".join(f"{axis} to {AXIS_WORD.get(letter, letter)}" for axis, letter in zip("ijk", codes, strict=False))
    letters = format_html_join(
        "", '<span class="axis-{}">{}</span>', ((AXIS_CLASS.get(letter, "x"), letter) for letter in codes)
    )
    return format_html('<span class="axes" title="{}">{}</span>', words, letters)


@register.filter
def shape(sizes: Iterable[float | str]) -> str:
    """Sizes joined by a true multiplication sign: 128 × 96 × 24, or 2 × 2 × 2.2."""
    return " × ".join(_size(size) for size in sizes)


def _size(size: float | str) -> str:
    if not isinstance(size, float):
        return str(size)
    return f"{size:.3f}".rstrip("0").rstrip(".") if size >= 0.001 else f"{size:.3g}"


register.filter("filesize", size_text)
register.filter("unit", unit)


@register.filter
def thousands(count: int) -> str:
    """1180064 becomes 1,180,064."""
    return f"{count:,}"


@register.filter
def ago(moment: datetime) -> SafeString:
    """A moment as a short distance or a date, with the full time in its title."""
    local = timezone.localtime(moment)
    full = f"{local:%-d %B %Y, %H:%M:%S %Z}"
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), full, since(moment))


@register.filter
def short_hash(digest: str) -> str:
    """The first and last eight digits of a hash: acbd2cec…e49cb73d."""
    return digest if len(digest) <= 17 else f"{digest[:8]}…{digest[-8:]}"


@register.inclusion_tag("inspector/_slice.html")
def slice_small(image: Image, plane: Plane) -> dict[str, object]:
    """A small slice on black with its four letters; the columns of the list know them, no header is read."""
    return {"image": image, "plane": plane, "letters": orient(image.axis_codes or None, plane).letters}


register.filter("may", may)
register.filter("review_badge", badge)
register.filter("shield", shield)


@register.inclusion_tag("inspector/_read_only.html")
def read_only(thing: Dataset | Image) -> dict[str, object]:
    """Why nothing can be changed in what this person looked up, and who could let them."""
    dataset = thing.dataset if isinstance(thing, Image) else thing
    return {"dataset": dataset, "role": thing.role, "managers": listed(managers(dataset))}


@register.filter
def of(names: Mapping[str, str], key: str) -> str:
    """`names|of:key` looks up one name."""
    return names.get(key, key)
