"""Looking something up is asking permission: what is not this person's does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.http import Http404

from inspector import audit
from inspector.access.roles import Refused, TaskName, allows, roles_for
from inspector.models import AuditEntry, Dataset, Image, Membership, Role

if TYPE_CHECKING:
    Person = User | AbstractBaseUser | AnonymousUser


def datasets(person: Person, to: TaskName = "see") -> QuerySet[Dataset]:
    """The datasets in which this person may do this; for an administrator, all of them. Each knows its `role`."""
    if not person.is_authenticated or not person.is_active:
        return Dataset.objects.none()
    return Dataset.objects.annotate(**_role(person, "pk")).filter(Q(role__in=roles_for(to)))


def images(person: Person, to: TaskName = "see") -> QuerySet[Image]:
    """The images with which this person may do this, removed ones left out. Each knows their `role` in its dataset."""
    return _images(person).filter(Q(role__in=roles_for(to)), deleted_at=None)


def people_in(dataset: Dataset, to: TaskName = "see") -> QuerySet[User]:
    """The members of a dataset who may do this in it, by user name."""
    may = Membership.objects.filter(dataset=dataset, role__in=roles_for(to))
    return User.objects.filter(is_active=True, pk__in=may.values("user")).order_by("username")


def removed(person: Person) -> QuerySet[Image]:
    """The removed images that this person may put back. Each knows the person's `role` in its dataset."""
    return _images(person).filter(Q(role__in=roles_for("manage")), deleted_at__isnull=False)


def image(person: Person, id: str, to: TaskName = "see") -> Image:
    """The image with this id.

    Raises Http404 when there is none or it is not this person's to see, Refused when it is and the role does not
    allow the task. Both are on record.
    """
    return _allowed(images(person), person, id, to)


def removed_image(person: Person, id: str) -> Image:
    """The removed image with this id, to put back or to erase for good. Raises as `image` does."""
    return _allowed(_images(person).filter(deleted_at__isnull=False), person, id, "manage")


def dataset(person: Person, slug: str | None = None, to: TaskName = "see") -> Dataset:
    """The dataset with this slug; without one, the first in which the person may do this. Raises as `image` does."""
    mine = datasets(person).order_by("pk")
    if slug:
        # PostgreSQL cannot be asked for a NUL, which no slug has.
        found = mine.filter(slug=slug.replace("\0", " ")).first()
    else:
        found = datasets(person, to).order_by("pk").first() or mine.first()
    if found is None:
        raise unknown(person, "dataset", slug) if slug else Http404("You are not in any dataset yet.")
    if not allows(found.role, to):
        raise _refusal(person, found, found.role, to)
    return found


def entries(person: Person) -> QuerySet[AuditEntry]:
    """The audit entries of this person's datasets, of images that moved into them, and what they did outside of any."""
    moved = AuditEntry.objects.filter(action="moved", image__in=images(person).values("pk")).values("image")
    rows = AuditEntry.objects.filter(Q(dataset__in=datasets(person).values("slug")) | Q(image__in=moved))
    if not person.is_authenticated:
        return rows
    return rows | AuditEntry.objects.filter(dataset="", actor=person.get_username())


def _images(person: Person) -> QuerySet[Image]:
    if not person.is_authenticated or not person.is_active:
        return Image.objects.none()
    return Image.objects.annotate(**_role(person, "dataset")).filter(~Q(role=None))


def _allowed(rows: QuerySet[Image], person: Person, id: str, to: TaskName) -> Image:
    # PostgreSQL cannot be asked for a NUL, which no id has.
    found = rows.select_related("block", "dataset").filter(pk=id.replace("\0", " ")).first()
    if found is None:
        raise unknown(person, "image", id)
    if not allows(found.role, to):
        raise _refusal(person, found.dataset, found.role, to, image=found.pk)
    return found


def _administrator(person: Person) -> bool:
    return isinstance(person, User) and person.is_superuser


def _role(person: Person, dataset: str) -> dict[str, Any]:
    """What to annotate rows with whose dataset is in this column, for them to know the role of this person there."""
    if _administrator(person):
        return {"role": Value(Role.MANAGER.value, output_field=CharField())}
    mine = Membership.objects.filter(user=person.pk, dataset=OuterRef(dataset))
    return {"role": Subquery(mine.values("role"))}


def unknown(person: Person, kind: str, id: str) -> Http404:
    """The answer to somebody who asks for what is not there or not theirs: the two differ in nothing, not in time."""
    if settings.MODE == "server" and person.is_authenticated and not _administrator(person):
        audit.record(actor=person.get_username(), action="not found", facts={"kind": kind}, values={"id": id[:100]})
    return Http404(f"There is no such {kind}.")


def _refusal(person: Person, dataset: Dataset, role: str, task: TaskName, image: str = "") -> Refused:
    audit.record(
        actor=person.get_username(),
        action="refused",
        dataset=dataset.slug,
        image=image,
        facts={"task": task, "role": role},
    )
    return Refused(dataset, role, task)
