import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.triggers import drop_triggers, missing_triggers
from project import prepare
from project.logs import Formatter
from project.prepare import file_system

MOUNTS = "/dev/sda1 / ext4 rw 0 0\nlab:/home /home nfs4 rw 0 0\ntmpfs /home/ada/fast tmpfs rw 0 0\n"


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/srv/data", "ext4"), ("/home/ada/var", "nfs4"), ("/home/ada/fast/var", "tmpfs"), ("/homes", "ext4")],
)
def test_the_file_system_of_a_folder_is_that_of_the_nearest_mount(folder: str, kind: str) -> None:
    assert file_system(Path(folder), MOUNTS) == kind


def test_the_log_says_where_something_failed_and_not_with_which_values() -> None:
    try:
        int("DOE^JOHN")
    except ValueError as error:
        caught = (type(error), error, error.__traceback__)
    record = logging.LogRecord("inspector", logging.ERROR, __file__, 1, "Failed", None, caught)

    text = Formatter().format(record)

    assert text.endswith('int("DOE^JOHN")\nValueError')
    assert "invalid literal" not in text


@pytest.fixture
def _same_umask() -> Iterator[None]:
    """Making ready ends with a umask for a server."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_same_umask")
def test_a_start_puts_back_what_keeps_the_record_from_being_changed(capsys: pytest.CaptureFixture[str]) -> None:
    drop_triggers()

    prepare.database()

    assert missing_triggers() == []
    assert "run manage.py audit verify" in capsys.readouterr().err
    prepare.database()
    assert capsys.readouterr().err == ""
