"""Users of computers: in the folders that are theirs, and as `user@host`, `user:host:date` and `DOMAIN\\user`.

Sources: the Filesystem Hierarchy Standard (/home), the habits of macOS, Windows and clusters; MINC's global `ident`;
AFNI's notes of history, `[user@host: date]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from inspector.core.privacy.match import Match, Passage
from inspector.core.privacy.recognizers.pattern import Pattern

_SCORE, _LIKELY, _SHARED_SCORE = 0.9, 0.85, 0.3
# Accounts that no person has to herself.
_ACCOUNTS: Final = (
    "root admin administrator user users guest public default shared all local lib bin etc opt tmp data runner ubuntu"
    " debian centos vagrant docker jovyan nobody www-data daemon system anonymous anon test example name username"
    " container build circleci travis runneradmin home mrtrix fsl spm freesurfer afni"
)
_SHARED: Final = frozenset(_ACCOUNTS.split())
_NAME: Final = r"[^\\/:*?\"'<>|\s;,=()\[\]]{1,64}+"
_FOLDER: Final = Pattern(
    rf"[\\/](?<![\w.].)[\\/]{{0,3}}(?:[\w.$-]{{1,40}}[\\/]{{1,2}}){{0,3}}?"
    rf"(?i:home\d?|homes|users|documents and settings|profiles)[\\/]{{1,2}}"
    rf"(?:(?:users|people|staff|students)[\\/]{{1,2}})?({_NAME}(?: (?={_NAME}[\\/]){_NAME})?)[\\/]?"
)
_CLUSTER: Final = Pattern(
    rf"/(?<![\w.].)(?:mnt/)?(?:nfs|scratch|gpfs|lustre|work|media|u|mnt|project|projects)/({_NAME})(?=/)/?"
)
_TILDE: Final = Pattern(r"~(?<![\w/.)~].)([A-Za-z_][\w.-]{1,31})(?:/|(?![\w.]))")
_SHARE: Final = Pattern(r"\\(?<![\w\\].)\\{1,3}([A-Za-z][\w.-]{1,62})\\{1,2}[\w$.-]{1,80}")
_AT: Final = Pattern(r"([A-Za-z_](?<![\w.@/+-].)[\w.-]{1,31}+)@[A-Za-z][\w-]{1,62}(?!\.?\w)")
_IDENT: Final = Pattern(r"([A-Za-z_](?<![\w.].)[\w.-]{1,31}+):([A-Za-z][\w.-]{1,62}+):(?=\d{4}[.:/-]\d)")
_DOMAIN: Final = Pattern(r"[A-Z](?<![\w\\/:.].)[A-Z0-9-]{1,14}\\[a-z][\w.-]{1,31}(?![\w\\])")
_REMOTE: Final = Pattern(
    r"([a-z](?<![\w.:/\\@-].)[\w-]{0,30}\d[\w-]{0,30}|[a-z](?<![\w.:/\\@-].)[\w-]{1,30}(?:\.[a-z][\w-]{1,30}){1,4}):/(?=[\w.])"
)

_WHY_FOLDER: Final = "This is the folder of a user; its name is often that of a person."
_WHY_USER: Final = "This names a user of a computer."
_WHY_COMPUTER: Final = "This names a computer, and what is on it."


def find_users(passage: Passage) -> Iterator[Match]:
    text = passage.text
    if "/" in text or "\\" in text or "~" in text:
        yield from _in_paths(text)
    if "@" in text:
        for found in _AT.find(text):
            score = _SHARED_SCORE if found[1].lower() in _SHARED else _SCORE
            yield Match(*found.span(), score, _WHY_USER)
    if ":" in text:
        for found in _IDENT.find(text):
            yield Match(found.start(), found.end() - 1, _SCORE, _WHY_USER)


def _in_paths(text: str) -> Iterator[Match]:
    for pattern, score in ((_FOLDER, _SCORE), (_TILDE, _LIKELY), (_CLUSTER, 0.5)):
        for found in pattern.find(text):
            shared = found[1].lower() in _SHARED or not any(map(str.isalnum, found[1]))
            yield Match(*found.span(), _SHARED_SCORE if shared else score, _WHY_FOLDER)
    for found in _SHARE.find(text):
        yield Match(*found.span(), _LIKELY, _WHY_COMPUTER)
    for found in _REMOTE.find(text):
        yield Match(found.start(), found.end() - 2, 0.7, _WHY_COMPUTER)
    for found in _DOMAIN.find(text):
        yield Match(*found.span(), 0.7, _WHY_USER)
