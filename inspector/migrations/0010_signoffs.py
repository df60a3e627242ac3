"""Reviews of images, comments on them, edits that are proposed, and the rules of a dataset about these."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import inspector.models.images


class Migration(migrations.Migration):
    dependencies = [
        ("inspector", "0009_invitation_by_command"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField(help_text="the current one when it was written")),
                ("field", models.CharField(blank=True, help_text="empty: about the image", max_length=40)),
                ("removed_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("resolved_by", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("base", models.PositiveIntegerField(help_text="number of the revision it was made on")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("ask", "asked for review"),
                            ("changes", "requested changes"),
                            ("sign", "reviewed"),
                            ("reopen", "reopened"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="dataset",
            name="four_eyes",
            field=models.BooleanField(
                default=inspector.models.images.two_people, help_text="nobody reviews an edit of their own"
            ),
        ),
        migrations.AddField(
            model_name="dataset",
            name="release_needs_review",
            field=models.BooleanField(default=False, help_text="only reviewed revisions leave for a release"),
        ),
        migrations.AddField(
            model_name="image",
            name="asked_of",
            field=models.ForeignKey(
                help_text="NULL: any reviewer",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="image",
            name="reviewed_revision",
            field=models.PositiveIntegerField(help_text="the last one that was reviewed", null=True),
        ),
        migrations.AddField(
            model_name="image",
            name="state",
            field=models.CharField(
                choices=[
                    ("none", "not reviewed"),
                    ("asked", "waiting for review"),
                    ("changes", "changes requested"),
                    ("edited", "edited since the review"),
                    ("reviewed", "reviewed"),
                ],
                default="none",
                help_text="of its review",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(fields=["dataset", "state"], name="images_by_state"),
        ),
        migrations.AddField(
            model_name="comment",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="comment", to="inspector.auditentry"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="image",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="inspector.image"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="mentions",
            field=models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="comment",
            name="said",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inspector.auditvalue"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="thread",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="inspector.comment"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="decided",
            field=models.ForeignKey(
                help_text="the entry that decided it",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inspector.auditentry",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="proposal", to="inspector.auditentry"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="image",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="inspector.image"
            ),
        ),
        migrations.AddField(
            model_name="signoff",
            name="asked_of",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="signoff",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="signoff", to="inspector.auditentry"
            ),
        ),
        migrations.AddField(
            model_name="signoff",
            name="image",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="signoffs", to="inspector.image"
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["image", "decision"], name="proposals_by_decision"),
        ),
    ]
