"""The order of the axes: which of them the scanner encoded in frequency, in phase and slice by slice.

dim_info keeps three axis numbers (1 to 3, 0 for unknown) in two bits each: frequency in bits 0-1, phase in bits 2-3,
slice in bits 4-5. slice_start, slice_end, slice_duration and slice_code speak of the slice axis, wherever it is: they
go along with it. Source: nifti1.h, "MRI-SPECIFIC SPATIAL AND TEMPORAL INFORMATION".
"""

from typing import Final

from inspector.core.header import Header

_ROLES: Final = {"frequency": 0, "phase": 2, "slice": 4}
# Bits 6 and 7 mean nothing.
MOST: Final = 0b111111
_LETTERS: Final = "?ijk"


def permutation(before: Header, after: Header) -> tuple[int, int, int] | None:
    """Where each of the first three axes goes, counted from 1, when dim has their lengths in another order.

    Axes of one length keep their order among themselves. None when the lengths are others, or in the same order.
    """
    old, new = (list(header.shape[:3]) for header in (before, after))
    if len(old) < 3 or old == new or sorted(old) != sorted(new):
        return None
    goes = []
    for length in old:
        goes.append(new.index(length) + 1)
        new[goes[-1] - 1] = -1
    return goes[0], goes[1], goes[2]


def carried(dim_info: int, goes: tuple[int, int, int]) -> int:
    """dim_info, of at most MOST, after the axes went where `goes` says."""
    to = (0, *goes)
    return sum(to[dim_info >> shift & 3] << shift for shift in _ROLES.values())


def dim_info_told(dim_info: int) -> str:
    """What dim_info says: "frequency i, phase j, slice k"."""
    return ", ".join(f"{role} {_LETTERS[dim_info >> shift & 3]}" for role, shift in _ROLES.items())
