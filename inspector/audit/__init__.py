"""The audit trail: an append-only chain of entries, and the values beside it that can be erased."""

from inspector.audit.chain import START, append, erase, one_writer, purge, record
from inspector.audit.verification import Verification, verify

__all__ = ["START", "Verification", "append", "erase", "one_writer", "purge", "record", "verify"]
