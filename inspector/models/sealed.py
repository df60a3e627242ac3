"""Text that can be destroyed: encrypted under a key of the image it belongs to, which the site's key wraps.

Whatever belongs to no image is under the key of its dataset, or else of the person who acted; the *subject* of a key
says which. AES-GCM (NIST SP 800-38D) with a random nonce of 12 bytes in front of the ciphertext; each ciphertext is
bound to its place, so that it opens nowhere else. Once the wrapped key is gone from its row, nothing opens any more:
a process never keeps a key for longer than the row shows it.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

KEY_LENGTH = 32
NONCE_LENGTH = 12


class ValueKey(models.Model):
    """The key of a subject, wrapped by the site's key. Destroying it clears `wrapped` for good."""

    subject = models.CharField(max_length=170)
    wrapped = models.BinaryField(null=True)
    destroyed_by = models.BigIntegerField(null=True, help_text="seq of the entry that records it")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject"], condition=models.Q(wrapped__isnull=False), name="one_live_key_per_subject"
            )
        ]

    @classmethod
    def of(cls, subject: str) -> ValueKey:
        """The key of this subject, made when there is none. Only one writer at a time may ask."""
        found = cls.objects.filter(subject=subject, wrapped__isnull=False).first()
        return found or cls.objects.create(subject=subject, wrapped=wrapped(subject))

    def seal(self, text: str, place: str) -> bytes:
        return _encrypt(self._cipher, text.encode(), place)

    def open(self, sealed: bytes, place: str) -> str | None:
        """The text; None when the key is gone, or these bytes are not what was sealed for this place."""
        if self.wrapped is None:
            return None
        try:
            return _decrypt(self._cipher, sealed, place).decode()
        except (InvalidTag, ValueError):
            return None

    @property
    def opens(self) -> bool:
        """Whether it is there and is what the site's key wrapped."""
        try:
            return self.wrapped is not None and self._cipher is not None
        except (InvalidTag, ValueError):
            return False

    @property
    def _cipher(self) -> AESGCM:
        # The cache inside goes by the wrapped bytes, which a destroyed key no longer has.
        return _unwrapped(settings.AUDIT_KEY, bytes(self.wrapped or b""), self.subject)


def wrapped(subject: str) -> bytes:
    """A new random key for this subject, as it is stored."""
    return _encrypt(_site_cipher(settings.AUDIT_KEY), secrets.token_bytes(KEY_LENGTH), subject)


def seal_here(text: str, place: str) -> bytes:
    """Text that this site alone opens, and for this place alone; it goes when its row goes."""
    return _encrypt(_site_cipher(settings.AUDIT_KEY, place), text.encode(), place)


def open_here(sealed: bytes, place: str) -> str:
    """What was sealed. Raises InvalidTag when another site did it, or for another place."""
    return _decrypt(_site_cipher(settings.AUDIT_KEY, place), sealed, place).decode()


@lru_cache(maxsize=1024)
def _unwrapped(secret: bytes, wrapped: bytes, subject: str) -> AESGCM:
    return AESGCM(_decrypt(_site_cipher(secret), wrapped, subject))


@lru_cache(maxsize=4)
def _site_cipher(secret: bytes, use: str = "value keys") -> AESGCM:
    """The site's cipher for one use, from which the secret, which also seals the chain, cannot be worked back."""
    return AESGCM(HKDF(SHA256(), KEY_LENGTH, salt=None, info=f"header-inspector {use}".encode()).derive(secret))


def _encrypt(cipher: AESGCM, data: bytes, place: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce + cipher.encrypt(nonce, data, place.encode())


def _decrypt(cipher: AESGCM, data: bytes, place: str) -> bytes:
    return cipher.decrypt(data[:NONCE_LENGTH], data[NONCE_LENGTH:], place.encode())
