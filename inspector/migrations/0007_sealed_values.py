"""The values beside the audit chain, so far readable in the database, are encrypted under keys."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from inspector.audit.chain import subject
from inspector.models.sealed import ValueKey, wrapped
from inspector.models.trail import AuditValue


def seal_values(apps: Any, schema_editor: Any) -> None:
    keys: dict[str, ValueKey] = {}
    values = apps.get_model("inspector", "AuditValue").objects.select_related("entry").order_by("pk")
    for value in values.iterator():
        entry = value.entry
        whose = subject({"image": entry.image, "dataset": entry.dataset, "actor": entry.actor})
        if whose not in keys:
            stored = apps.get_model("inspector", "ValueKey").objects.create(subject=whose, wrapped=wrapped(whose))
            keys[whose] = ValueKey(pk=stored.pk, subject=whose, wrapped=stored.wrapped)
        value.key_id = keys[whose].pk
        if value.text is not None:
            value.sealed = AuditValue.of(entry.pk, value.label, keys[whose], value.text, value.salt).sealed
        value.save(update_fields=["key", "sealed"])
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit is in the way of ALTER TABLE


class Migration(migrations.Migration):
    dependencies = [("inspector", "0006_kept_answers")]

    operations = [
        migrations.CreateModel(
            name="ValueKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=170)),
                ("wrapped", models.BinaryField(null=True)),
                ("destroyed_by", models.BigIntegerField(help_text="seq of the entry that records it", null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name="valuekey",
            constraint=models.UniqueConstraint(
                condition=models.Q(wrapped__isnull=False), fields=["subject"], name="one_live_key_per_subject"
            ),
        ),
        migrations.AddField(
            model_name="auditvalue",
            name="key",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="values",
                to="inspector.valuekey",
            ),
        ),
        migrations.AddField(
            model_name="auditvalue",
            name="sealed",
            field=models.BinaryField(help_text="salt and JSON; NULL once erased", null=True),
        ),
        migrations.RunPython(seal_values, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="auditvalue",
            name="key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="values", to="inspector.valuekey"
            ),
        ),
        # With a default, so that there is a way back.
        migrations.AlterField(model_name="auditvalue", name="salt", field=models.CharField(default="", max_length=32)),
        migrations.RemoveField(model_name="auditvalue", name="salt"),
        migrations.RemoveField(model_name="auditvalue", name="text"),
        migrations.AlterModelOptions(name="auditvalue", options={"base_manager_name": "objects"}),
    ]
