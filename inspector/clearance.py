"""The privacy check of an image as it is stored: what is found in it now, and what somebody has decided about that.

What is looked at is all that the image would be given away as: the bytes of a revision, the name of the file, and the
packing of a compressed upload, which downloads of the original still have.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import Q

from inspector.core.header import Header
from inspector.core.ledger import Ledger
from inspector.core.privacy import RULE_SET, VERSION
from inspector.core.privacy.finding import Finding, Level, levels
from inspector.core.privacy.own_list import OwnList
from inspector.core.privacy.recognizers.table import Kind
from inspector.core.privacy.scan import scan
from inspector.core.words import listed
from inspector.models import Dataset, Image, OwnIdentifier, Revision, Waiver
from inspector.vault.frozen import FrozenVoxels
from inspector.vault.intake import StoredUpload
from inspector.vault.ledger import of_revision, stored_layer

KEY_LENGTH = 32


@dataclass(frozen=True)
class Looked:
    """What the check found in a revision of an image. `waivers` are by the id of the finding that they stand for."""

    image: Image
    revision: Revision
    ledger: Ledger
    findings: tuple[Finding, ...]
    waivers: Mapping[str, Waiver]

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody has decided about, the surest first."""
        left = [finding for finding in self.findings if finding.id not in self.waivers]
        return tuple(sorted(left, key=lambda finding: [*Level].index(finding.level)))

    @property
    def levels(self) -> Mapping[Level, int]:
        """How many open findings each level has."""
        return levels(self.open)

    @property
    def bytes(self) -> int:
        """How many bytes are accounted for, names included."""
        return sum(layer.length for layer in self.ledger.layers)

    @property
    def is_clear(self) -> bool:
        """Whether nothing high or medium is left to decide about."""
        return is_clear(self.open)

    @property
    def verdict(self) -> str:
        """What the check says, in a sentence. It never says that there is nothing."""
        return verdict(self.open)


def is_clear(findings: Sequence[Finding]) -> bool:
    """Whether none of these is high or medium."""
    return all(finding.level is Level.REVIEW for finding in findings)


def verdict(findings: Sequence[Finding]) -> str:
    """What the check says of open findings, in a sentence."""
    told = [
        f"{count} to review" if level is Level.REVIEW else f"{count} {level}"
        for level, count in levels(findings).items()
        if count
    ]
    if told:
        return f"{'Nothing high or medium is open' if is_clear(findings) else 'Not clear'}: {listed(told, 'and')}."
    return f"No open findings under the rule set {RULE_SET}, version {VERSION}."


def look(image: Image, number: int | None = None, *, packing: bool = True) -> Looked:
    """The check of a revision, the current one for None. Raises Revision.DoesNotExist, Erased, Damaged.

    Without the `packing` of the upload it is the check of what leaves with a revision, which is packed anew.
    """
    revision = image.at(number)
    ledger = ledger_of(revision.header, revision.frozen, image.name, image.stored_uploads if packing else ())
    findings = scan(ledger, own_list(image.dataset))
    return Looked(image, revision, ledger, findings, decisions(image.dataset, image, findings))


def ledger_of(header: Header, frozen: FrozenVoxels, name: str, uploads: Sequence[StoredUpload] = ()) -> Ledger:
    """Every byte that an image with this header would be given away as, and the packing of compressed uploads."""
    packed = [stored_layer(upload, frozen.blobs, upload.key) for upload in uploads if upload.key]
    return Ledger((*of_revision(header, frozen, name).layers, *packed))


def mark(dataset: Dataset, finding: Finding) -> str:
    """The keyed hash under which a decision about a finding is kept: of its surface and its text."""
    said = f"{finding.surface}\0{finding.recognizer == 'opaque'}\0{finding.text}"
    return hmac.digest(key(dataset, "marks"), said.encode("utf-8", "replace"), "sha256").hex()


def own_list(dataset: Dataset) -> tuple[Kind, ...]:
    """The recognizer of what a study said is its own; () where it said nothing."""
    rows = list(OwnIdentifier.objects.filter(dataset=dataset).values_list("hash", "words"))
    if not rows:
        return ()
    hashes = frozenset(each for each, _ in rows)
    return (OwnList(key(dataset, "own list"), hashes, max(words for _, words in rows)).recognizer,)


def key(dataset: Dataset, use: str) -> bytes:
    """The key of a dataset for one use; it comes from the site's key and is nowhere stored."""
    return _derived(settings.AUDIT_KEY, f"header-inspector {use} of dataset {dataset.pk}".encode())


@lru_cache
def _derived(secret: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), KEY_LENGTH, salt=None, info=info).derive(secret)


def decisions(dataset: Dataset, image: Image | None, findings: tuple[Finding, ...]) -> dict[str, Waiver]:
    """What was decided in this dataset, by the id of the finding; of an image that is not stored, for all images."""
    whose = Q(image=None) | Q(image=image) if image else Q(image=None)
    rows = Waiver.objects.filter(whose, dataset=dataset).select_related("entry")
    by_mark = {row.mark: row for row in rows}
    if not by_mark:
        return {}
    marks = {finding.id: mark(dataset, finding) for finding in findings}
    return {found: by_mark[each] for found, each in marks.items() if each in by_mark}
