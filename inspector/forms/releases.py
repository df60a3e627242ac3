"""What is asked for a release. What is wrong with it, the action says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms

from inspector.core.rules import PROFILES


class ReleaseForm(forms.Form):
    """Which images leave together, what they are called, by which rules, and why."""

    name = forms.CharField(required=False)
    profile = forms.ChoiceField(
        choices=[(each.name, each.title) for each in PROFILES.values()], required=False, initial="default"
    )
    reason = forms.CharField(widget=forms.Textarea, required=False)
    may_show_faces = forms.BooleanField(required=False)

    def refuse(self, fields: Mapping[str, Sequence[str]]) -> None:
        """Put sentences beside the fields that they are about."""
        for name, sentences in fields.items():
            self.add_error(name if name in self.fields else None, [*sentences])
