"""What a recognizer is called, and where its rule comes from: pages, API, help and tests are made from this."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.core.privacy.match import Recognizer


@dataclass(frozen=True, slots=True)
class Kind:
    """One recognizer in the table of all of them.

    `id` is what the API and the command line call it; `title` a noun for pages ("full date"); `source` the rule that
    asks for it, such as "45 CFR 164.514(b)(2)(i)(C)". `examples` are texts it must find, as the only text of a
    passage; `near_misses` texts of programs and scanners in which it must find nothing of 0.5 or more.
    """

    id: str
    title: str
    find: Recognizer
    source: str
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]
