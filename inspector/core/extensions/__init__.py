"""Extensions: what may follow the fixed header. Reading the chain, changing it, and what is in one of them."""

from inspector.core.extensions.chain import MOST, Chain, Extension, walk

__all__ = ["MOST", "Chain", "Extension", "walk"]
