"""The forms in which people say something to each other: a note with a decision, a comment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import User

from inspector.core.errors import EditError
from inspector.forms.reason import LONGEST


class NoteForm(forms.Form):
    """A note, and the etag of the revision that was looked at."""

    base = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(widget=forms.Textarea, required=False, max_length=LONGEST)

    def __init__(self, data: Mapping[str, Any] | None = None, *, base: str) -> None:
        super().__init__(data, initial={"base": base}, label_suffix="")

    def refuse(self, error: EditError) -> None:
        """Put each sentence beside its input; "reason" is what the record calls the note."""
        for name, sentences in error.fields.items():
            beside = {"reason": "note"}.get(name, name)
            self.add_error(beside if beside in self.fields else None, list(sentences))


class AskForm(NoteForm):
    """Whom to ask for a review, `asked_of`: one of these people, or any of them."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, base: str, people: Iterable[User] = ()) -> None:
        super().__init__(data, base=base)
        self.people = {person.get_username(): person for person in people}
        named = [(name, person.get_full_name() or name) for name, person in self.people.items()]
        self.fields["asked_of"] = forms.ChoiceField(
            required=False,
            choices=[("", "any reviewer"), *named],
            error_messages={"invalid_choice": "This person cannot review here. Choose one of the list."},
        )

    def clean_asked_of(self) -> User | None:
        return self.people.get(self.cleaned_data["asked_of"])


class CommentForm(forms.Form):
    """What somebody says about the image or a field; the action looks at it closely."""

    text = forms.CharField(widget=forms.Textarea, required=False, strip=False)
    field = forms.CharField(required=False)
    thread = forms.IntegerField(required=False)

    def refuse(self, error: EditError) -> None:
        """Put each sentence beside its input."""
        for name, sentences in error.fields.items():
            self.add_error(name, list(sentences))
