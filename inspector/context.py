"""What every page shows around its content: the theme, the dataset, the person."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from inspector import access
from inspector.models import Dataset
from inspector.shown.people import full_name
from inspector.shown.visited import visited
from project.issuers import Issuer

THEMES = ("light", "dark", "auto")
THEME_COOKIE = "theme"
KEYS = ("on", "off")
KEYS_COOKIE = "keys"
CONVENTION_COOKIE = "convention"


@dataclass(frozen=True)
class Page:
    """The shell of one answer. Read lazily by the templates, so a fragment asks the database nothing."""

    request: HttpRequest

    @property
    def theme(self) -> str:
        chosen = self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else "auto"

    @property
    def keys(self) -> str:
        """Whether single-key shortcuts work."""
        return "off" if self.request.COOKIES.get(KEYS_COOKIE) == "off" else "on"

    @property
    def here(self) -> str:
        match = self.request.resolver_match
        return match.url_name or "" if match else ""

    @property
    def address(self) -> str:
        return self.request.get_full_path() if self.request.method == "GET" else ""

    @property
    def accounts(self) -> bool:
        """Whether people sign in and out; in local mode the one person always is."""
        return bool(settings.MODE == "server")

    @property
    def issuers(self) -> list[Issuer]:
        """Who else may say who somebody is, on the pages that ask for it."""
        return list(settings.ISSUERS.values())

    @property
    def query(self) -> str:
        return self.request.GET.get("q", "") if self.here == "library" else ""

    @cached_property
    def dataset(self) -> Dataset | None:
        """The one the person is in; an image has its own."""
        return visited(self.request)

    @cached_property
    def datasets(self) -> list[Dataset]:
        """All that the person can go to."""
        return list(access.datasets(self.request.user).order_by("name", "pk"))

    @property
    def person(self) -> str:
        user = self.request.user
        return full_name(user) if user.is_authenticated else ""

    @property
    def initials(self) -> str:
        words = self.person.replace(".", " ").split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def page(request: HttpRequest) -> dict[str, Page]:
    """Context processor: `page`."""
    return {"page": Page(request)}
