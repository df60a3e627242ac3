"""The table in the docs is the one that the programs of this machine give."""

import shutil
from pathlib import Path

import pytest

from tests.core.rules.table import table

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.mark.peers
@pytest.mark.skipif(not shutil.which("nifti_tool"), reason="nifti_tool is not installed")
def test_the_table_of_the_rules_is_up_to_date() -> None:
    assert (REPOSITORY / "docs" / "rules.md").read_text() == table()
