"""What an entry says in words: one table, from which pages, programs, exports and help tell the same story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspector.core.exact import visible
from inspector.core.words import counted, show_value, size_text
from inspector.models import AuditEntry

IMAGE = "{image}"
LONGEST = 120


@dataclass(frozen=True)
class Action:
    """A sentence without its subject; {image} is the image, other braces are facts and values by name. And an icon."""

    said: str
    icon: str = "info"


ACTIONS: Mapping[str, Action] = {
    "upload": Action("uploaded {image}, {size}, kept byte for byte", "upload"),
    "edit": Action("changed {fields} of {image} as revision {revision}; {bytes_changed} changed{voxels}", "pencil"),
    "restore": Action(
        "restored revision {restored} of {image} as revision {revision}; {bytes_changed} changed{voxels}", "undo"
    ),
    "cut": Action("cut off {bytes_cut} behind the voxels of {image} as revision {revision}", "pencil"),
    "delete": Action("removed {image}; for a while it can be put back", "trash"),
    "put back": Action("put {image} back", "undo"),
    "purge": Action("purged {image}: its bytes and all that was recorded of it are erased for good", "trash"),
    "erase": Action("erased {erased} of {image} for good", "trash"),
    "asked for review": Action("asked for a review of revision {revision} of {image}", "clock"),
    "requested changes": Action("sent revision {revision} of {image} back", "warn"),
    "reviewed": Action("reviewed revision {revision} of {image}", "check"),
    "reopened": Action("reopened the review of revision {revision} of {image}", "undo"),
    "commented": Action("commented on {image} at revision {revision}", "info"),
    "settled a thread": Action("settled a thread about {image}", "check"),
    "opened a thread again": Action("opened a thread about {image} again", "undo"),
    "took a comment back": Action("took a comment on {image} back", "trash"),
    "proposed an edit": Action("proposed to change {fields} of {image} on revision {revision}", "pencil"),
    "declined a proposal": Action("declined what {proposed_by} proposed for {image}", "close"),
    "withdrew a proposal": Action("withdrew a proposal for {image}", "undo"),
    "renamed": Action("gave {image} another name", "pencil"),
    "findings accepted": Action("accepted {findings} of the privacy check in {image}", "privacy"),
    "packing left behind": Action("left the packing of the upload of {image} behind", "privacy"),
    "text shown": Action("looked at the text of {findings} of the privacy check in {image}", "privacy"),
    "own list kept": Action("gave a list of {identifiers} of the study's own identifiers", "privacy"),
    "looked again": Action("looked again at {images} for what could tell of a person, by rules {version}", "privacy"),
    "text accepted": Action("accepted a text of the privacy check in {images}, and in those to come", "privacy"),
    "decision taken back": Action("took back a decision about {findings} of the privacy check", "undo"),
    "release download": Action("downloaded revision {revision} of {image} for a release", "download"),
    "stated as defaced": Action("stated that {image} was defaced with {tool}", "privacy"),
    "took a statement back": Action("took back that {image} was defaced", "undo"),
    "release made": Action("made the release “{called}” of {images}", "download"),
    "release downloaded": Action("downloaded the release “{called}” of {images}", "download"),
    "changed the rules": Action("changed the rules of the dataset: {rules}", "pencil"),
    "moved": Action("moved {image} from {from} to {to}", "folder"),
    "dataset made": Action("made the dataset “{called}”", "folder"),
    "dataset renamed": Action("renamed the dataset from “{was}” to “{called}”", "folder"),
    "member added": Action("made {member} a member, as {role}"),
    "role changed": Action("changed the role of {member} from {before} to {role}"),
    "member removed": Action("took {member}, who was {role}, out of the dataset"),
    "invitation made": Action("made a link for one {role}, open for {days} days", "link"),
    "invitation revoked": Action("revoked the link for one {role}", "link"),
    "invitation used": Action("joined by a link, as {role}", "link"),
    "name changed": Action("changed their name from “{was}” to “{called}”"),
    "password changed": Action("changed their password", "lock"),
    "second factor set up": Action("set up a second factor: signing in takes a code now", "lock"),
    "second factor turned off": Action("turned their second factor off", "lock"),
    "second factor taken away": Action("took the second factor of {member} away, by a command on the server", "lock"),
    "recovery codes made": Action("made new recovery codes; those before work no longer", "lock"),
    "recovery code used": Action("used a recovery code; {left} are left", "lock"),
    "token made": Action("made a token for “{called}”", "lock"),
    "token revoked": Action("revoked the token for “{called}”", "lock"),
    "compressed": Action("compressed voxels further: {stored_before} became {stored_after}", "folder"),
    "row repaired": Action("put right what the row of {image} says: {what}", "check"),
    "repaired": Action("put right what a check found: {what}", "check"),
    "backup restored": Action("put a backup in place, whose record ended at entry {entries}", "undo"),
    "refused": Action("was refused: the role {role} is not enough to {task}", "lock"),
    "not found": Action("asked for something that is not there, or not theirs: {kind} {id}", "lock"),
    "account made": Action("made an account", "lock"),
    "sign in": Action("signed in", "lock"),
    "password accepted": Action("gave the right password; a second factor comes next", "lock"),
    "code refused": Action("was not let in: the password was right, the code was not", "lock"),
    "sign in refused": Action("was not let in: a sign-in failed", "lock"),
    "locked out": Action("was locked out after too many failed sign-ins", "lock"),
    "sign out": Action("signed out", "lock"),
}


class _Words(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "?"


def action_of(entry: AuditEntry) -> Action:
    return ACTIONS.get(entry.action, Action(f"{entry.action} {IMAGE}" if entry.image else entry.action))


def around(entry: AuditEntry) -> tuple[str, str]:
    """What the entry says before and after naming its image; all of it before when it names none."""
    before, _, after = action_of(entry).said.partition(IMAGE)
    words = _words(entry)
    return before.format_map(words), after.format_map(words)


def sentence(entry: AuditEntry) -> str:
    """What the entry says, with the image as it was called when it came (its name is not in the entry) or its id."""
    before, after = around(entry)
    named = f"image {entry.image}" if IMAGE in action_of(entry).said and entry.image else ""
    return f"{before}{named}{after}"


def _words(entry: AuditEntry) -> _Words:
    facts = entry.facts
    words = _Words({name: _shown(told) for name, told in {**facts, **entry.told}.items()})
    if fields := facts.get("fields"):
        words["fields"] = counted(len(fields), "field")
    if "bytes_changed" in facts:
        words["bytes_changed"] = counted(facts["bytes_changed"], "byte")
    for name, noun in (("findings", "finding"), ("identifiers", "identifier"), ("images", "image")):
        if name in facts:
            words[name] = counted(facts[name], noun)
    if "bytes_cut" in facts:
        words["bytes_cut"] = counted(facts["bytes_cut"], "byte")
    words["voxels"] = f", and {words['bytes_cut']} behind the voxels cut off" if "bytes_cut" in facts else ""
    if "bytes_back" in facts:
        words["voxels"] = f", and {counted(facts['bytes_back'], 'byte')} behind the voxels came back"
    if files := facts.get("files"):
        words["size"] = size_text(sum(file["size"] for file in files if isinstance(file, dict)))
    words.update((name, size_text(facts[name])) for name in ("stored_before", "stored_after") if name in facts)
    if rules := facts.get("rules"):
        words["rules"] = ", ".join(f"{name} {'on' if wanted else 'off'}" for name, wanted in rules.items())
    if "erased" in facts:
        words["erased"] = counted(len(facts["erased"]), "recorded value")
    return words


def _shown(told: Any) -> str:
    if told is None:
        return "(erased)"
    text = visible(told) if isinstance(told, str) else show_value(told)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
