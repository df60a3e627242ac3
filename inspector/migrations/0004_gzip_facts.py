"""What gzip files tell besides their content: of those that are there already, what their heads keep.

How many pieces they have stays unknown: nobody reads them again up to the end.
"""

from dataclasses import asdict
from typing import Any

from django.db import migrations, models

from inspector.models import blobs
from inspector.vault.gzipped import HEAD, head_facts


def read_heads(apps: Any, schema_editor: Any) -> None:
    for upload in apps.get_model("inspector", "Upload").objects.filter(compression="gzip", key__isnull=False):
        try:
            with blobs().open(upload.key) as blob:
                upload.gzip = asdict(head_facts(blob.read_at(0, HEAD)))
        except FileNotFoundError:
            continue
        upload.save(update_fields=["gzip"])


class Migration(migrations.Migration):
    dependencies = [("inspector", "0003_members")]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="gzip",
            field=models.JSONField(help_text="what a gzip file tells besides its content; see GzipFacts", null=True),
        ),
        migrations.RunPython(read_heads, migrations.RunPython.noop),
    ]
