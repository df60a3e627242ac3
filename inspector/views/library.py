"""The library: what is in the dataset, and how more gets in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from inspector import access, actions, quotas
from inspector import examples as example_images
from inspector.core.errors import ImageError
from inspector.core.words import size_text
from inspector.models import Dataset, Image
from inspector.pairs import grouped
from inspector.shown.listing import listing
from inspector.shown.people import names
from inspector.shown.visited import visit, visited
from inspector.uploads import sources_of
from inspector.vault.blobs import StoreAway
from inspector.views import wants_fragment
from inspector.views.request import Request


@dataclass(frozen=True)
class Result:
    """What became of one uploaded file or pair: an image, or the sentence why not."""

    name: str
    size: int
    image: Image | None = None
    problem: str = ""
    status: int = 201


@require_safe
def library(request: Request) -> HttpResponse:
    """The images of the dataset that the address names, or of the last one; a fragment of the table for htmx."""
    slug = request.GET.get("dataset")
    dataset = access.dataset(request.user, slug) if slug else visited(request)
    if dataset is None:
        return render(request, "inspector/library/none.html")
    visit(request, dataset)
    images = access.images(request.user).filter(dataset=dataset)
    found = listing(images, request)
    context = {"list": found, "dataset": dataset, "names": names((row.changed_by for row in found.page), request.user)}
    if wants_fragment(request):
        answer = render(request, "inspector/library/_images.html", context)
    else:
        context["quotas"] = [use.sentence for use in quotas.uses(request.user, dataset) if use.near]
        context |= {"total": images.count(), "max_upload": settings.MAX_UPLOAD, "limit": size_text(settings.MAX_UPLOAD)}
        context |= {"removed": access.removed(request.user).filter(dataset=dataset).count()}
        answer = render(request, "inspector/library/page.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@require_POST
def upload(request: Request) -> HttpResponse:
    """Store uploaded files. A script sends one image and gets its row; a form may send many and goes to the library."""
    dataset = access.dataset(request.user, request.POST.get("dataset"), to="edit")
    visit(request, dataset)
    results = [_stored(request, dataset, group) for group in grouped(request.FILES.getlist("file"))]
    if request.htmx:
        status = max((result.status for result in results), default=422)
        answer = render(request, "inspector/library/_results.html", {"results": results}, status=status)
        if status == 503:
            answer["Retry-After"] = str(StoreAway.retry_after)
        return answer
    if not results:
        messages.error(request, "No file was chosen. Choose one or more files, then upload them.")
    _tell(request, results)
    return redirect("library")


@require_POST
def examples(request: Request) -> HttpResponse:
    """Fill the library with images to look at."""
    dataset, count = access.dataset(request.user, request.POST.get("dataset"), to="edit"), 0
    visit(request, dataset)
    try:
        for source in example_images.sources():
            actions.upload(actor=request.user, dataset=dataset, sources=[source])
            count += 1
    except ImageError as error:
        messages.error(request, str(error), extra_tags=source.name)
    else:
        _tell_of_examples(request, count)
    return redirect("library")


def _tell_of_examples(request: Request, count: int) -> None:
    if count:
        messages.success(request, f"{count} example images stored.")
    else:
        messages.error(request, "This installation came without example images. Choose a file of your own.")


def _stored(request: Request, dataset: Dataset, files: Sequence[UploadedFile]) -> Result:
    name, size = " + ".join(file.name or "unnamed" for file in files), sum(file.size or 0 for file in files)
    try:
        sources = sources_of(files)
        image = actions.upload(actor=request.user, dataset=dataset, sources=sources)
    except StoreAway as error:
        return Result(name, size, problem=str(error), status=503)
    except ImageError as error:
        return Result(name, size, problem=str(error), status=422)
    return Result(name, size, image)


def _tell(request: Request, results: Sequence[Result]) -> None:
    stored = sum(result.image is not None for result in results)
    if stored:
        messages.success(request, f"{stored} image{'s' if stored > 1 else ''} stored.")
    for result in results:
        if result.image is None:
            messages.error(request, result.problem, extra_tags=result.name)
