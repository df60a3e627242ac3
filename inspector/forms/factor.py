"""What is asked of people about their second factor."""

from __future__ import annotations

from django import forms

from inspector.forms.people import ProofForm

# Longer than any code with blanks in it.
LONGEST = 40


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        max_length=LONGEST,
        error_messages=dict.fromkeys(("required", "max_length"), "Type the six digits that the app shows now."),
    )


class SetUpForm(ProofForm, CodeForm):
    field_order = ("code", "old")
