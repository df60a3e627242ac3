"""The form in which a study gives its own identifiers: typed, or as a file, one in a line."""

from __future__ import annotations

from typing import Any

from django import forms

MOST_BYTES = 1 << 20


class OwnListForm(forms.Form):
    """`identifiers` of the cleaned data are the lines of both, without empty ones."""

    lines = forms.CharField(widget=forms.Textarea, required=False, max_length=MOST_BYTES)
    file = forms.FileField(required=False, max_length=255, allow_empty_file=True)

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file has more than 1 MiB. A list of names and numbers is smaller.")
        data = file.read()
        try:
            return str(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return str(data.decode("latin-1"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text = f"{data.get('lines', '')}\n{data.get('file', '')}"
        data["identifiers"] = [line.strip() for line in text.splitlines() if line.strip()]
        if not data["identifiers"] and not self.errors:
            self.add_error("lines", "Write at least one name or number, or choose a file that has some.")
        return data
