"""The table of docs/rules.md: every rule, and who finds the one header in `broken` that breaks it.

    python -m tests.core.rules.table > docs/rules.md

nibabel is asked by `diagnose_binaryblock`, nifti_tool by `-check_hdr`; both look at the fixed header only.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nibabel import nifti1, nifti2

from inspector.core.header import Header
from inspector.core.rules import RULES, Facts, check
from tests.core.rules.broken import BROKEN

TITLE = """# The rules

For each rule one header was broken, with as little wrong as possible, and three programs were asked: nibabel
(`diagnose_binaryblock`), nifti_tool (`-check_hdr`) and this one. nifti_tool checks NIfTI-1 headers only (–). Neither of
the two claims to find more than it does: they look at the fixed header, and the file around it is beyond them.
The table is written by `python -m tests.core.rules.table`.

| rule | name | severity | a sound file | nibabel | nifti_tool | here |
| --- | --- | --- | --- | --- | --- | --- |
"""


def table() -> str:
    return TITLE + "\n".join(rows()) + "\n"


def rows() -> Iterator[str]:
    for rule in RULES:
        broken = BROKEN[rule.id]
        ours = any(finding.rule == rule.id for finding in check(broken))
        answers = (_yes(nibabel_complains(broken.header)), nifti_tool_says(broken), _yes(ours))
        yield f"| {rule.id} | {rule.name} | {rule.severity} | {rule.expects} | {' | '.join(answers)} |"


def nibabel_complains(header: Header) -> bool:
    kinds = {
        (1, False): nifti1.Nifti1Header,
        (1, True): nifti1.Nifti1PairHeader,
        (2, False): nifti2.Nifti2Header,
        (2, True): nifti2.Nifti2PairHeader,
    }
    kind = kinds[header.version, header.paired]
    # nibabel's classes carry no types.
    return bool(kind.diagnose_binaryblock(header.data[: header.fixed_size], header.byteorder))  # type: ignore[no-untyped-call]


def nifti_tool_says(broken: Facts) -> str:
    if broken.header.version != 1:
        return "–"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("a.hdr" if broken.header.paired else "a.nii")
        path.write_bytes(broken.header.data + bytes(0 if broken.header.paired else 48))
        command = ["nifti_tool", "-check_hdr", "-infiles", str(path)]
        told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return _yes("GOOD" not in told.stdout)


def _yes(found: bool) -> str:
    return "yes" if found else ""


if __name__ == "__main__":
    sys.stdout.write(table())
