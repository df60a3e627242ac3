"""The audit chain: it grows, it holds, tampering shows, values can be erased, and the databases refuse rewriting."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from inspector import audit
from inspector.models import AuditEntry, AuditValue, ValueKey
from inspector.triggers import drop_triggers, install_triggers, missing_triggers

pytestmark = pytest.mark.django_db


def record(action: str = "edit", **values: object) -> AuditEntry:
    with transaction.atomic():
        return audit.append(actor="olga", action=action, image="abc", facts={"revision": 2}, values=values)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def tamper(sql: str) -> None:
    """Change a row as somebody with full access to the database would: triggers away, change, triggers back."""
    drop_triggers()
    run(sql)
    install_triggers()


def test_an_empty_chain_verifies() -> None:
    assert audit.verify() == audit.Verification(ok=True, entries=0, head=audit.START)


def test_every_entry_seals_the_one_before_it() -> None:
    first, second = record(), record()

    assert (first.seq, second.seq) == (1, 2)
    assert second.prev_hash == first.hash
    assert audit.verify() == audit.Verification(ok=True, entries=2, head=second.hash)


def test_the_sealed_body_holds_no_value_a_person_typed() -> None:
    entry = record(reason="Jane Doe asked for it")

    assert "Jane" not in entry.body
    assert entry.told == {"reason": "Jane Doe asked for it"}


def test_an_entry_outside_a_transaction_is_a_mistake_of_the_caller(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="in the transaction of the change"):
        audit.append(actor="olga", action="edit")


OTHER_BYTES = "decode('00ff', 'hex')" if connection.vendor == "postgresql" else "x'00ff'"
TAMPERING: dict[str, Callable[[], None]] = {
    "the body": lambda: tamper("UPDATE inspector_auditentry SET body = REPLACE(body, 'olga', 'mats') WHERE seq = 2"),
    "the actor column": lambda: tamper("UPDATE inspector_auditentry SET actor = 'mats' WHERE seq = 2"),
    "the time column": lambda: tamper("UPDATE inspector_auditentry SET at = '2001-01-01 00:00:00+00:00' WHERE seq = 2"),
    "the image column": lambda: tamper("UPDATE inspector_auditentry SET image = 'xyz' WHERE seq = 2"),
    "the hash": lambda: tamper("UPDATE inspector_auditentry SET hash = 'f' WHERE seq = 2"),
    "a value": lambda: tamper(f"UPDATE inspector_auditvalue SET sealed = {OTHER_BYTES} WHERE entry_id = 2"),
    "a value, that of another entry": lambda: tamper(
        "UPDATE inspector_auditvalue SET sealed = (SELECT sealed FROM inspector_auditvalue WHERE entry_id = 1) "
        "WHERE entry_id = 2"
    ),
    "a value, cleared by hand": lambda: tamper("UPDATE inspector_auditvalue SET sealed = NULL WHERE entry_id = 2"),
    "a value, cleared and explained by a lie": lambda: tamper(
        "UPDATE inspector_auditvalue SET sealed = NULL, erased_by = 3 WHERE entry_id = 2"
    ),
    "a value, said to be erased": lambda: tamper("UPDATE inspector_auditvalue SET erased_by = 3 WHERE entry_id = 2"),
    "a value, its row gone": lambda: tamper("DELETE FROM inspector_auditvalue WHERE entry_id = 2"),
    "a value moved elsewhere": lambda: tamper("UPDATE inspector_auditvalue SET label = 'why' WHERE entry_id = 2"),
}


@pytest.mark.parametrize("change", TAMPERING.values(), ids=TAMPERING.keys())
def test_a_change_behind_the_back_of_the_chain_shows(change: Callable[[], None]) -> None:
    for _ in range(3):
        record(reason="Wrong unit")
    assert audit.verify().ok

    change()

    assert not audit.verify().ok
    assert "2" in audit.verify().problem


def test_a_removed_entry_shows() -> None:
    for _ in range(3):
        record()

    tamper("DELETE FROM inspector_auditentry WHERE seq = 2")

    assert audit.verify().problem == "Entry 2 is missing."


def test_a_chain_rewritten_with_another_key_shows(settings: Settings) -> None:
    record()

    settings.AUDIT_KEY = b"somebody else's key"

    assert audit.verify().problem == "Entry 1 is not what was sealed."


def test_an_erased_value_is_gone_and_the_chain_still_verifies() -> None:
    entry = record(reason="Jane Doe asked for it", name="jane.nii")

    tombstone = audit.erase(entry.values.filter(label="reason"), actor="olga", reason="The patient asked for it")

    assert audit.verify() == audit.Verification(ok=True, entries=2, head=tombstone.hash)
    assert AuditEntry.objects.get(seq=entry.seq).told == {"reason": None, "name": "jane.nii"}
    erased = AuditValue.objects.get(entry=entry, label="reason")
    assert (erased.sealed, erased.opened, erased.erased_by) == (None, None, tombstone.seq)
    assert tombstone.facts == {"erased": [[entry.seq, "reason"]]}


REWRITES = {
    "UPDATE": "UPDATE inspector_auditentry SET actor = 'mats'",
    "DELETE": "DELETE FROM inspector_auditentry",
    "an INSERT over an existing number": (
        "INSERT INTO inspector_auditentry (seq, at, actor, action, dataset, image, body, prev_hash, hash) "
        "SELECT seq, at, 'mats', action, dataset, image, body, 'p', 'h' FROM inspector_auditentry"
    ),
}


@pytest.mark.parametrize("sql", REWRITES.values(), ids=REWRITES.keys())
def test_the_database_refuses_to_rewrite_entries(sql: str) -> None:
    entry = record()

    with pytest.raises(DatabaseError), transaction.atomic():
        run(sql)

    assert AuditEntry.objects.get().actor == entry.actor


COLUMNS = "(seq, at, actor, action, dataset, image, body, prev_hash, hash)"
REPLACES = {
    "by number": "SELECT seq, at, 'mats', action, dataset, image, body, 'p', 'h'",
    "by hash": "SELECT 77, at, 'mats', action, dataset, image, body, 'p', hash",
    "by the hash before it": "SELECT 77, at, 'mats', action, dataset, image, body, prev_hash, 'h'",
}


@pytest.mark.parametrize("recursive_triggers", ["ON", "OFF"])
@pytest.mark.parametrize("row", REPLACES.values(), ids=REPLACES.keys())
def test_insert_or_replace_cannot_overwrite_an_entry_on_sqlite(row: str, recursive_triggers: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's.")
    record()

    run(f"PRAGMA recursive_triggers={recursive_triggers}")
    with pytest.raises(DatabaseError), transaction.atomic():
        run(f"INSERT OR REPLACE INTO inspector_auditentry {COLUMNS} {row} FROM inspector_auditentry")
    run("PRAGMA recursive_triggers=ON")

    assert AuditEntry.objects.get().actor == "olga"


@pytest.mark.postgres
@pytest.mark.parametrize(
    "sql",
    [
        "TRUNCATE inspector_auditentry CASCADE",
        "INSERT INTO inspector_auditentry TABLE inspector_auditentry ON CONFLICT (seq) DO UPDATE SET actor = 'mats'",
    ],
    ids=["TRUNCATE", "ON CONFLICT UPDATE"],
)
def test_postgresql_refuses_its_own_ways_to_rewrite(sql: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("This is PostgreSQL's.")
    record()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(sql)

    assert AuditEntry.objects.get().actor == "olga"


KEPT = {
    "another value": "UPDATE inspector_auditvalue SET sealed = key_id::text::bytea",
    "another label": "UPDATE inspector_auditvalue SET label = 'why'",
    "an erasure that nothing explains": "UPDATE inspector_auditvalue SET sealed = NULL",
    "an erasure and more": "UPDATE inspector_auditvalue SET sealed = NULL, erased_by = 1, label = 'why'",
    "no value": "DELETE FROM inspector_auditvalue",
    "another key": "UPDATE inspector_valuekey SET subject = 'image xyz'",
    "no key": "DELETE FROM inspector_valuekey",
}


@pytest.mark.parametrize("sql", KEPT.values(), ids=KEPT.keys())
def test_the_database_refuses_to_change_a_value_or_a_key(sql: str) -> None:
    entry = record(reason="Wrong unit")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(sql if connection.vendor == "postgresql" else sql.replace("key_id::text::bytea", "'x'"))

    assert AuditEntry.objects.get(pk=entry.pk).told == {"reason": "Wrong unit"}


def test_nothing_that_was_erased_comes_back() -> None:
    entry = record(reason="Wrong unit")
    audit.erase(entry.values.all(), actor="olga", reason="A name")

    for sql in (
        "UPDATE inspector_auditvalue SET erased_by = NULL WHERE entry_id = 1",
        "UPDATE inspector_auditvalue SET erased_by = 1 WHERE entry_id = 1",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run(sql)


def test_what_was_purged_cannot_be_read_and_the_chain_still_verifies() -> None:
    record(reason="Jane Doe asked for it"), record(name="jane.nii")

    tombstone = audit.purge(actor="olga", reason="Withdrawn", dataset="study", image="abc")

    assert audit.verify() == audit.Verification(ok=True, entries=3, head=tombstone.hash)
    assert [entry.told for entry in AuditEntry.objects.all()] == [
        {"reason": None},
        {"name": None},
        {"reason": "Withdrawn"},
    ]
    assert [(key.subject, key.wrapped is None) for key in ValueKey.objects.order_by("pk")] == [
        ("image abc", True),
        ("dataset study", False),
    ]


def test_a_destroyed_key_opens_nothing_in_a_process_that_used_it_before() -> None:
    entry = record(reason="Jane Doe asked for it")
    value = AuditValue.objects.get()
    assert value.value == "Jane Doe asked for it"
    audit.purge(actor="olga", reason="Withdrawn", dataset="study", image="abc")

    again = AuditValue(entry=entry, label="reason", key=ValueKey.objects.get(pk=value.key_id), sealed=value.sealed)

    assert again.value is None


def test_what_is_recorded_after_a_purge_is_under_a_new_key() -> None:
    record(reason="Wrong unit")
    audit.purge(actor="olga", reason="Withdrawn", dataset="study", image="abc")

    entry = record(reason="Asked for it again")

    assert AuditEntry.objects.get(pk=entry.pk).told == {"reason": "Asked for it again"}
    assert audit.verify().ok


def test_the_database_holds_no_value_that_could_be_read() -> None:
    record(reason="Jane Doe asked for it")

    assert "Jane" not in str([*AuditEntry.objects.values_list()])
    (sealed,) = AuditValue.objects.values_list("sealed", flat=True)
    assert b"Jane" not in bytes(sealed or b"")


def test_values_without_an_image_are_under_the_key_of_their_dataset_or_person() -> None:
    audit.record(actor="olga", action="edit", dataset="study", values={"name": "x"})
    audit.record(actor="olga", action="edit", values={"name": "x"})

    assert [key.subject for key in ValueKey.objects.order_by("pk")] == ["dataset study", "person olga"]


NOTHING = "$$ BEGIN RETURN NEW; END $$"


def test_a_trigger_that_does_something_else_is_noticed() -> None:
    if connection.vendor == "postgresql":
        run(f"CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS {NOTHING}")
    else:
        run("DROP TRIGGER audit_no_update")
        run("CREATE TRIGGER audit_no_update BEFORE UPDATE ON inspector_auditentry BEGIN SELECT 1; END")

    assert "audit_no_update" in missing_triggers()
    install_triggers()


def test_a_missing_trigger_is_noticed() -> None:
    assert missing_triggers() == []

    drop_triggers()

    assert "audit_no_update" in missing_triggers()
    install_triggers()
    assert missing_triggers() == []
