"""The audit trail: an append-only chain of entries, and the values beside it that can be erased."""

from inspector.audit.chain import CONSOLE, START, append, append_about, erase, one_writer, purge, record
from inspector.audit.heads import Head, NotHeads
from inspector.audit.search import narrowed
from inspector.audit.story import ACTIONS, action_of, around, sentence
from inspector.audit.verification import Verification, verify

__all__ = [
    "ACTIONS",
    "CONSOLE",
    "START",
    "Head",
    "NotHeads",
    "Verification",
    "action_of",
    "append",
    "append_about",
    "around",
    "erase",
    "narrowed",
    "one_writer",
    "purge",
    "record",
    "sentence",
    "verify",
]
