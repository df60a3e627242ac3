"""The privacy check of an image: what was found, every byte, the review of remedies, decisions about what may stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from inspector import access, actions, clearance
from inspector.clearance import Looked
from inspector.core.errors import EditError
from inspector.core.privacy import LIMITS, RULE_SET, VERSION
from inspector.core.privacy.remedies import Remedy
from inspector.core.words import counted
from inspector.forms import remedies
from inspector.forms.reason import ReasonForm
from inspector.models import Image
from inspector.shown.clearing import Effect, takes_all
from inspector.shown.everybyte import EveryByte
from inspector.shown.image import Head
from inspector.shown.people import names
from inspector.shown.privacy import Found
from inspector.views import voxels_said, wants_fragment
from inspector.views.request import Request

# Reading as many bytes of voxels, or looking at as many of a header, is no matter of an eye's blink.
LONG, LONG_HEADER = 64 << 20, 256 << 10


@dataclass(frozen=True)
class Refusal:
    """Why nothing was done: a title, the sentence, and what was typed meanwhile."""

    title: str
    said: str
    status: int = 422
    about: str = ""


@require_safe
def privacy(request: Request, id: str) -> HttpResponse:
    image = access.image(request.user, id)
    return _page(request, image, Found(clearance.look(image)))


@require_POST
def review(request: Request, id: str) -> HttpResponse:
    """What the ticked remedies would do: as numbers for a fragment, else as the page that saves them."""
    image = access.image(request.user, id, to="edit")
    looked = clearance.look(image)
    try:
        if wants_fragment(request) and _takes_long(image, remedies.chosen(request.POST, actions.proposed(looked))):
            return _fragment(request, looked)
        effect = _effect(request, image, looked)
    except EditError as error:
        return _refused(request, image, looked, error)
    if wants_fragment(request):
        return _fragment(request, looked, effect=effect)
    if request.POST.get("base") != image.etag:
        return _stale(request, image, looked, actions.Stale(image.current, then="choose again"))
    form = _reason_form(request, image, effect)
    if "seen" not in request.POST or not form.is_valid():
        return _review_page(request, image, effect, form, status=422 if "seen" in request.POST else 200)
    return _save(request, image, looked, effect, form)


@require_POST
def accept(request: Request, id: str) -> HttpResponse:
    """Let findings stay as they are, with a reason: one, or all that are only to be reviewed."""
    image = access.image(request.user, id, to="review")
    looked = clearance.look(image)
    found = Found(looked).for_review if "all" in request.POST else remedies.ticked(request.POST)
    everywhere = "everywhere" in request.POST
    try:
        actions.waive(
            actor=request.user,
            image=image,
            findings=found,
            reason=request.POST.get("reason", ""),
            everywhere=everywhere,
        )
    except EditError as error:
        about = "all" if "all" in request.POST else "".join(found[:1])
        return _page(request, image, Found(looked), Refusal("Not accepted", _said(error), about=about))
    where = " in every image of this dataset" if everywhere else ""
    messages.success(request, f"{counted(len(found), 'finding')} accepted{where}.")
    return redirect("privacy", image.pk)


@require_POST
@never_cache
def text(request: Request, id: str) -> HttpResponse:
    """The page with the text of everything that was found, in this answer only. That it was shown goes on record."""
    image = access.image(request.user, id, to="edit")
    actions.reveal(actor=request.user, image=image)
    return _page(request, image, Found(clearance.look(image), shows_text=True))


def _effect(request: Request, image: Image, looked: Looked) -> Effect:
    """What the form asks for, tried out. Raises EditError."""
    proposed = actions.proposed(looked)
    asked = remedies.chosen(request.POST, proposed)
    further, name = takes_all(asked, proposed), request.POST.get("name", "")
    plan = actions.preview_clear(image=image, chosen=asked, name=name, further=further, looked=looked)
    return Effect(plan, asked)


def _save(request: Request, image: Image, looked: Looked, effect: Effect, form: ReasonForm) -> HttpResponse:
    try:
        done = actions.clear(
            actor=request.user,
            image=image,
            base=form.cleaned_data["base"],
            chosen=effect.asked,
            reason=form.cleaned_data["reason"],
            name=request.POST.get("name", ""),
            further=takes_all(effect.asked, actions.proposed(looked)),
        )
    except actions.Stale as stale:
        image = access.image(request.user, image.pk)
        return _stale(request, image, clearance.look(image), stale)
    except (EditError, actions.NotNow) as error:
        form.add_error(None, _said(error))
        return _review_page(request, image, effect, form, status=422)
    _tell(request, done)
    return redirect("privacy", image.pk)


def _tell(request: Request, done: actions.Clearing) -> None:
    told, undo = [], ""
    if revision := done.outcome.revision:
        told.append(f"Revision {revision.number} saved. {voxels_said(done.outcome)}")
        undo = reverse("restore", args=[revision.image_id, revision.number - 1])
    if done.name:
        told.append(f"The file is called {done.name}.")
    if done.left:
        told.append("The packing of the upload is left behind.")
    messages.success(request, " ".join(told), extra_tags=undo)


def _refused(request: Request, image: Image, looked: Looked, error: EditError) -> HttpResponse:
    """The page as it was sent, with the reason; for a fragment the reason alone."""
    if wants_fragment(request):
        problem = "" if not remedies.ticked(request.POST) else _said(error)
        return _fragment(request, looked, problem=problem)
    about = "name" if "name" in error.fields else ""
    return _page(request, image, _as_sent(request, looked), Refusal("Nothing was changed", _said(error), about=about))


def _fragment(request: Request, looked: Looked, **context: object) -> HttpResponse:
    context["possible"] = len(actions.proposed(looked))
    return render(request, "inspector/privacy/_effect.html", context)


def _stale(request: Request, image: Image, looked: Looked, stale: actions.Stale) -> HttpResponse:
    """The page of the newest revision, with what was ticked where it is still found."""
    return _page(request, image, _as_sent(request, looked), Refusal("Nothing was changed", str(stale), status=412))


def _as_sent(request: Request, looked: Looked) -> Found:
    try:
        return Found(looked, remedies.ticked(request.POST), remedies.named(request.POST))
    except EditError:
        return Found(looked, remedies.ticked(request.POST))


def _said(error: Exception) -> str:
    if isinstance(error, EditError):
        return " ".join(sentence for sentences in error.fields.values() for sentence in sentences)
    return str(error)


def _reason_form(request: Request, image: Image, effect: Effect) -> ReasonForm:
    is_sent = "seen" in request.POST
    return ReasonForm(
        request.POST if is_sent else None,
        base=image.etag,
        would_be=effect.seen,
        reason=request.POST.get("reason", ""),
    )


def _review_page(
    request: Request, image: Image, effect: Effect, form: ReasonForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "image": image,
        "head": Head(image, "privacy", request.user),
        "effect": effect,
        "evidence": effect.evidence,
        "left": effect.voxels,
        "form": form,
        "name": request.POST.get("name", ""),
        "next": image.revision + 1,
    }
    return render(request, "inspector/privacy/review.html", context, status=status)


def _page(request: Request, image: Image, found: Found, refusal: Refusal | None = None) -> HttpResponse:
    looked = found.looked
    # The badge of the tab says what this page found, also where the columns were counted by earlier rules.
    image.high, image.medium, image.review = looked.levels.values()
    context: Mapping[str, object] = {
        "image": image,
        "head": Head(image, "privacy", request.user),
        "found": found,
        "looked": looked,
        "everybyte": EveryByte(looked),
        "effect": _proposal(image, found),
        "possible": len(actions.proposed(looked)),
        "refusal": refusal,
        "sent": request.POST,
        "names": names((each.waiver.by for each in found.decided), request.user),
        "rule_set": RULE_SET,
        "version": VERSION,
        "limits": LIMITS,
    }
    return render(request, "inspector/privacy/page.html", context, status=refusal.status if refusal else 200)


def _takes_long(image: Image, chosen: Mapping[str, Remedy]) -> bool:
    """Whether trying these out reads all of many voxels, or looks at a long header again: only the review does that."""
    many_voxels = Remedy.CUT in chosen.values() and image.voxels_length > LONG
    return many_voxels or len(image.header.data) > LONG_HEADER


def _proposal(image: Image, found: Found) -> Effect | None:
    """What the ticked remedies do; None when none is ticked, they cannot be applied, or that takes long to say."""
    if not found.chosen or _takes_long(image, found.chosen):
        return None
    try:
        plan = actions.preview_clear(image=image, chosen=found.chosen, looked=found.looked)
    except EditError:
        return None
    return Effect(plan, found.chosen)
