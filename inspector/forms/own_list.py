"""The form in which a study gives its own identifiers, one in a line."""

from __future__ import annotations

from django import forms

LONGEST = 1 << 20


class OwnListForm(forms.Form):
    """`lines` of the cleaned data is a list of those that are not empty."""

    lines = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST,
        error_messages={"required": "Write at least one name or number, or choose a file that has some."},
    )

    def clean_lines(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["lines"].splitlines() if line.strip()]
