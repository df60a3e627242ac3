"""How much each revision has of the voxel block of its image: so far all of it."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    images, blocks = (apps.get_model("inspector", name).objects for name in ("Image", "VoxelBlock"))
    own = blocks.filter(pk=OuterRef("block")).values("length")
    images.update(voxels_sha256=F("block"), voxels_length=Subquery(own))
    mine = images.filter(pk=OuterRef("image"))
    apps.get_model("inspector", "Revision").objects.update(
        voxels_sha256=Subquery(mine.values("block")),
        voxels_length=Subquery(mine.values("block__length")),
        voxels_crc32=Subquery(mine.values("block__crc32")),
    )


class Migration(migrations.Migration):
    dependencies = [("inspector", "0011_draft_copied")]

    operations = [
        migrations.RenameField(model_name="image", old_name="voxels", new_name="block"),
        migrations.AddField("image", "voxels_length", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField(
            "image",
            "voxels_sha256",
            models.CharField(default="", help_text="of the block, or of the front that is left of it", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField("revision", "voxels_crc32", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField("revision", "voxels_length", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField(
            "revision",
            "voxels_sha256",
            models.CharField(default="", help_text="of the image's block, or of its first bytes", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
