"""What waits for one person: reviews, changes, proposals, mentions, answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from inspector import access
from inspector.models import Comment, Decision, Image, Proposal, State
from inspector.shown.people import names

SHOWN = 20
ANSWERS_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Waiting:
    """The lists of one person's page; each asks the database once, and shows so many at most."""

    person: User

    @cached_property
    def reviews(self) -> list[Image]:
        """Images that wait for a review that this person may give: asked of them or of anybody."""
        mine = self._images("review").filter(Q(asked_of=None) | Q(asked_of=self.person.pk), state=State.ASKED)
        own = Q(changed_by=self.person.get_username(), dataset__four_eyes=True, revision__gt=1)
        return list(mine.exclude(own).order_by("changed_at")[:SHOWN])

    @cached_property
    def changes(self) -> list[Image]:
        """Images that were sent back after this person's edit."""
        return list(
            self._images("edit")
            .filter(state=State.CHANGES, changed_by=self.person.get_username())
            .order_by("changed_at")[:SHOWN]
        )

    @cached_property
    def proposals(self) -> list[Proposal]:
        """Edits of others that this person may accept or decline."""
        open_ones = Proposal.objects.filter(decision=Decision.OPEN, image__in=self._images("edit").values("pk"))
        return list(open_ones.exclude(author=self.person).select_related("image", "entry").order_by("pk")[:SHOWN])

    @cached_property
    def answers(self) -> list[Proposal]:
        """What became of this person's proposals lately."""
        mine = Proposal.objects.filter(author=self.person, decision__in=(Decision.ACCEPTED, Decision.DECLINED))
        lately = mine.filter(decided__at__gte=timezone.now() - ANSWERS_FOR, image__in=self._images("see").values("pk"))
        return list(lately.select_related("image", "decided")[:SHOWN])

    @cached_property
    def mentions(self) -> list[Comment]:
        """Comments in open threads that name this person, who has not answered since."""
        root = Coalesce("thread", "pk")
        answered = Comment.objects.filter(author=self.person, pk__gt=OuterRef("pk"), thread=OuterRef("root"))
        named = Comment.objects.annotate(root=root).filter(mentions=self.person, removed_at=None)
        still_open = Q(thread=None, resolved_at=None) | Q(thread__isnull=False, thread__resolved_at=None)
        here = named.filter(still_open, ~Exists(answered), image__in=self._images("see").values("pk"))
        return list(here.select_related("image", "entry", "said__key").order_by("-pk")[:SHOWN])

    @property
    def nothing(self) -> bool:
        return not (self.reviews or self.changes or self.proposals or self.answers or self.mentions)

    @cached_property
    def names(self) -> dict[str, str]:
        """What the people on the page are called."""
        acting = {image.changed_by for image in (*self.reviews, *self.changes)}
        speaking = {each.entry.actor for each in self.mentions} | {each.entry.actor for each in self.proposals}
        deciding = {each.decided.actor for each in self.answers if each.decided}
        return names(acting | speaking | deciding, self.person)

    def _images(self, task: access.TaskName) -> QuerySet[Image]:
        return access.images(self.person, to=task).select_related("dataset")
