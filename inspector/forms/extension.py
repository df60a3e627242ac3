"""The form that the text of a comment is written in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

LONGEST = 200_000


class CommentForm(forms.Form):
    """`stored` is the text that the comment has, "" for a new one; `base` the etag of the revision it was seen in."""

    base = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(
        widget=forms.Textarea,
        strip=False,
        max_length=LONGEST,
        error_messages={"required": "Write the text of the comment."},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, base: str = "", stored: str = "") -> None:
        super().__init__(data, initial={"base": base, "text": stored}, label_suffix="")
        self.stored = stored

    def clean_text(self) -> str:
        """The text with the line ends of the stored one: a browser sends each as two characters."""
        text: str = self.cleaned_data["text"]
        return text if "\r\n" in self.stored else text.replace("\r\n", "\n")

    def refuse(self, sentences: list[str]) -> None:
        for sentence in sentences:
            self.add_error("text", sentence)
