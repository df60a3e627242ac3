"""How many findings of each severity an image has, counted once for those that are there already."""

from typing import Any

from django.db import migrations, models

from inspector.core.header import Header
from inspector.core.rules import Facts, check, counts


def count_findings(apps: Any, schema_editor: Any) -> None:
    for image in apps.get_model("inspector", "Image").objects.select_related("voxels"):
        revision = image.revisions.select_related("tail").get(number=image.revision)
        header = Header.parse(bytes(revision.fixed) + bytes(revision.tail.data), paired=image.paired)
        facts = Facts(
            header,
            name=image.name,
            compression=image.uploads.get(role="header" if image.paired else "single").compression,
            block_length=image.voxels.length,
            image_found=True if image.paired else None,
        )
        found = counts(check(facts))
        image.errors, image.warnings, image.notes = found["error"], found["warning"], found["info"]
        image.save(update_fields=["errors", "warnings", "notes"])


class Migration(migrations.Migration):
    dependencies = [("inspector", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="image",
            name="errors",
            field=models.PositiveIntegerField(default=0, help_text="findings of the rules, as are warnings and notes"),
        ),
        migrations.AddField(model_name="image", name="warnings", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(model_name="image", name="notes", field=models.PositiveIntegerField(default=0)),
        migrations.RunPython(count_findings, migrations.RunPython.noop),
    ]
