"""The record outside of the pages: its heads, its exports, and that everything that happens is in it."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import Settings

from inspector import audit
from inspector.audit import heads
from inspector.audit.story import ACTIONS
from inspector.models import AuditEntry, Revision
from inspector.triggers import drop_triggers, install_triggers
from tests.api.conftest import Program

pytestmark = pytest.mark.django_db
REPOSITORY = Path(__file__).resolve().parent.parent


def record(**values: object) -> AuditEntry:
    facts = {"revision": 2, "bytes_changed": 3, "fields": ["descrip"]}
    return audit.record(actor="olga", action="edit", dataset="study", image="abc", facts=facts, values=values)


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("audit", *arguments, stdout=out)
    return out.getvalue()


def cut_off(seq: int) -> None:
    drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM inspector_auditentry WHERE seq >= %s", [seq])
    install_triggers()


def rewritten() -> None:
    """All entries written anew, as whoever has the database and the key could."""
    entries = list(AuditEntry.objects.all())
    drop_triggers()
    AuditEntry.objects.all().delete()
    install_triggers()
    for entry in entries:
        audit.record(actor="mats", action=entry.action, dataset=entry.dataset, image=entry.image, facts=entry.facts)


def test_a_head_is_number_hash_and_time_and_is_kept(data_root: Path) -> None:
    entry = record()

    line = said("head")

    assert line.split()[:2] == ["1", entry.hash]
    assert heads.path().read_text() == line
    assert heads.path().stat().st_mode & 0o777 == 0o600
    assert heads.path().is_relative_to(data_root)


def test_there_is_no_head_before_the_first_entry() -> None:
    with pytest.raises(CommandError, match="There is no entry yet"):
        said("head")


@pytest.mark.django_db(transaction=True)
def test_heads_are_kept_by_themselves_every_hundred_entries_and_hours() -> None:
    for _ in range(101):
        audit.record(actor="olga", action="sign in")

    assert [head.seq for head in heads.kept()] == [1, 100]


def test_an_intact_record_holds_with_its_heads(tmp_path: Path) -> None:
    record()
    (tmp_path / "heads").write_text(said("head"))
    last = record()

    assert said("verify", "--head", str(tmp_path / "heads")) == f"The audit trail holds: 2 entries, head {last.hash}.\n"


def test_a_tail_that_was_cut_off_shows_by_a_head() -> None:
    record()
    record()
    said("head")

    cut_off(2)

    assert audit.verify([]).ok
    assert re.match("The record ends at entry 1, but a head of entry 2 was kept on 20", audit.verify().problem)
    with pytest.raises(CommandError, match="The audit trail does not hold"):
        said("verify")


def test_a_record_written_anew_with_the_key_shows_by_a_head(tmp_path: Path) -> None:
    record()
    record()
    (tmp_path / "elsewhere").write_text(said("head"))
    heads.path().unlink()

    rewritten()

    assert said("verify").startswith("The audit trail holds")
    with pytest.raises(CommandError, match="Entry 2 is another than the one whose head was kept"):
        said("verify", "--head", str(tmp_path / "elsewhere"))


def test_a_file_that_holds_no_heads_is_said_to_hold_none(tmp_path: Path) -> None:
    (tmp_path / "heads").write_text("dear diary")

    with pytest.raises(CommandError, match="Line 1 is no head"):
        said("verify", "--head", str(tmp_path / "heads"))


def test_the_csv_has_a_line_for_each_changed_field() -> None:
    record(**{"descrip.old": "a", "descrip.new": "b", "reason": "Wrong text"})

    first, *rest = csv.DictReader(io.StringIO(said("export", "--as", "csv")))

    assert rest == []
    assert first["what"] == "changed 1 field of image abc as revision 2; 3 bytes changed"
    assert [first[name] for name in ("actor", "field", "old", "new", "reason")] == [
        "olga",
        "descrip",
        "a",
        "b",
        "Wrong text",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_csv_begins_a_formula(text: str) -> None:
    record(**{"descrip.old": text, "descrip.new": text, "reason": text})

    (row,) = csv.DictReader(io.StringIO(said("export", "--as", "csv"), newline=""))

    assert [row[name] for name in ("old", "new", "reason")] == [f"'{text}"] * 3


def test_an_erased_value_is_called_erased_in_the_csv() -> None:
    entry = record(reason="Jane Doe")
    audit.erase(entry.kept.values(), actor="olga", reason="A name")

    rows = list(csv.DictReader(io.StringIO(said("export", "--as", "csv"))))

    assert [row["reason"] for row in rows] == ["(erased)", "A name"]


def verified(folder: Path, exported: str, key: bytes) -> str:
    """What the program in docs/audit.md prints about an export."""
    found = re.search(r"```python\n(.*?)```", (REPOSITORY / "docs" / "audit.md").read_text(), re.DOTALL)
    assert found
    (folder / "verify.py").write_text(found[1])
    (folder / "audit.json").write_text(exported)
    (folder / "audit.key").write_bytes(key + b"\n")
    command = [sys.executable, "verify.py", "audit.json", "audit.key"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return (done.stdout + done.stderr).strip()


def test_a_stranger_with_the_key_verifies_an_export_by_the_documented_program(
    tmp_path: Path, settings: Settings
) -> None:
    record(reason="Wrong text", name="Zoë.nii")
    erased = record(reason="Jane Doe")
    last = audit.erase(erased.kept.values(), actor="olga", reason="A name")
    exported = said("export", "--as", "json")

    assert verified(tmp_path, exported, settings.AUDIT_KEY) == f"3 entries hold; the head is 3 {last.hash}"
    assert (
        verified(tmp_path, exported.replace("Wrong text", "Right text"), settings.AUDIT_KEY) == "entry 1 does not hold"
    )
    assert verified(tmp_path, exported.replace("olga", "mats"), settings.AUDIT_KEY) == "entry 1 does not hold"
    assert verified(tmp_path, exported, b"another key") == "entry 1 does not hold"


def test_an_export_over_the_api_is_the_same_and_for_the_people_of_the_dataset(owner: User, stranger: User) -> None:
    record(reason="Wrong text")

    def exported(person: User, form: str) -> str:
        answer = Program(person).call("GET", f"/audit/export?as={form}")
        assert "attachment" in answer["Content-Disposition"]
        return answer.getvalue().decode()

    assert json.loads(exported(owner, "json"))["entries"] == json.loads(said("export"))["entries"]
    assert exported(owner, "csv") == said("export", "--as", "csv")
    assert json.loads(exported(stranger, "json"))["entries"] == []


def actions_in_the_code() -> Iterator[tuple[str, str]]:
    """Every text that is given as `action=`, and the file it stands in."""
    for path in sorted((REPOSITORY / "inspector").rglob("*.py")):
        # Where commands are parsed, an action is something else.
        if {"cli", "management", "migrations"} & {*path.parts}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "action":
                texts = (each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant))
                yield from ((text, path.name) for text in texts if isinstance(text, str) and text)


def test_every_action_of_the_code_has_a_sentence() -> None:
    used = {*actions_in_the_code(), *((kind, "revisions.py") for kind in (Revision.EDIT, Revision.RESTORE))}

    assert [(action, file) for action, file in sorted(used) if action not in ACTIONS] == []


@pytest.mark.parametrize("action", ACTIONS)
def test_every_sentence_can_be_said_of_an_entry_without_facts(action: str) -> None:
    with transaction.atomic():
        entry = audit.append(actor="olga", action=action, image="abc")

    assert audit.sentence(entry)
