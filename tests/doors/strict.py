"""A page as a browser with a strict policy reads it."""

from html.parser import HTMLParser

NEVER = {"style", "iframe", "object", "embed", "base", "applet", "frame"}


class Page(HTMLParser):
    """The addresses a page leads to, and everything in it that a strict policy would have to allow."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.inline: list[str] = []
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.links |= {value for name in ("href", "hx-get") if (value := given.get(name))}
        runs = tag == "script" and not given.get("src") and given.get("type") != "application/json"
        if tag in NEVER or runs:
            self.inline.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or name.startswith(("on", "hx-on")) or (value or "").lower().startswith("javascript:"):
                self.inline.append(f"{tag} {name}={value}")
            elsewhere = (value or "").lower().startswith(("http:", "https:", "//"))
            if elsewhere and tag != "a" and name in ("src", "href", "action"):
                self.inline.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
