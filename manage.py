#!/usr/bin/env python3
"""Header Inspector's one command: `up` serves it, `test` tests it, `token` prints an API token."""

import sys

NEEDED = (3, 11)


def too_old(version: "tuple[int, ...]") -> "str | None":
    """A sentence when this Python cannot run the program, else None."""
    if version[:2] >= NEEDED:
        return None
    return "Header Inspector needs Python %d.%d or newer; this is %d.%d. Try: python%d.%d manage.py up" % (
        NEEDED + version[:2] + NEEDED
    )


if __name__ == "__main__":
    refusal = too_old(sys.version_info[:2])
    if refusal:
        sys.exit(refusal)
    from project.bootstrap import main

    sys.exit(main(sys.argv))
