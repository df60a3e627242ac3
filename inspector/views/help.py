"""Help: what is opened, the keys, and a page for every header field, made from the tables the code itself uses."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from inspector.core.fields import GROUPS
from inspector.core.formats.registry import FORMATS
from inspector.core.privacy import LIMITS, RULE_SET, VERSION
from inspector.core.rules import BY_ID, PROFILES, RULES
from inspector.core.words import size_text
from inspector.models import State
from inspector.shown.guide import VOXEL, examples
from inspector.shown.looking import LEVELS, REMEDIES, looked_for
from inspector.shown.recorded import recorded, steps
from inspector.shown.topics import instance, rules_of, sections, topic
from inspector.views.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """All topics on one page."""
    context = {
        "sections": sections(),
        "rules": RULES,
        "steps": steps(),
        "after_edit": State.EDITED.label,
        "recorded": recorded(),
        "formats": FORMATS,
        "max_upload": size_text(settings.MAX_UPLOAD),
        "max_unpacked": size_text(settings.MAX_UNPACKED),
    }
    return render(request, "inspector/help/page.html", context)


@require_safe
def field(request: Request, name: str) -> HttpResponse:
    """One field of the header."""
    found = topic(name)
    if found is None:
        raise Http404(f"NIfTI has no field called {name}.")
    group, neighbours = next((group, topics) for group, topics in sections() if group.key == found.field.group)
    context = {
        "topic": found,
        "instance": instance(name),
        "rules": rules_of(name),
        "group": group,
        "neighbours": neighbours,
        "groups": GROUPS,
    }
    return render(request, "inspector/help/field.html", context)


@require_safe
def rule(request: Request, id: str) -> HttpResponse:
    """One rule: what a sound header does, and what goes wrong where it does not."""
    found = BY_ID.get(id)
    if found is None:
        raise Http404(f"There is no rule {id}.")
    neighbours = [each for each in RULES if each.id[0] == id[0]]
    profiles = [(each.title, each.severities.get(id, found.severity)) for each in PROFILES.values()]
    return render(request, "inspector/help/rule.html", {"rule": found, "neighbours": neighbours, "profiles": profiles})


@require_safe
def guide(request: Request) -> HttpResponse:
    """How a header says where an image lies, with drawings."""
    return render(request, "inspector/help/guide.html", {"examples": examples(), "voxel": VOXEL})


@require_safe
def privacy(request: Request) -> HttpResponse:
    """How the privacy check looks, what it looks for, and what it cannot see."""
    context = {
        "kinds": looked_for(),
        "levels": LEVELS,
        "remedies": REMEDIES,
        "limits": LIMITS,
        "rule_set": RULE_SET,
        "version": VERSION,
    }
    return render(request, "inspector/help/privacy.html", context)
