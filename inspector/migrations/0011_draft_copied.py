"""Where the values of a draft were copied from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspector", "0010_signoffs")]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="copied",
            field=models.JSONField(default=dict, help_text="of values copied from another image: its id and revision"),
        ),
    ]
