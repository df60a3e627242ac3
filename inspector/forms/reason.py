"""The form that a change is saved with: why, what was looked at, and the answer to what may do harm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

SHORT = 10
LONGEST = 2000
NOT_AGREED = {
    "swap": "Tick this to swap left and right, or leave the swap out.",
    "move": "Tick this to move the image, or take the change out.",
    "read": "Tick this to have the voxels read differently, or take the change out.",
}


class ReasonForm(forms.Form):
    """`at_least` is how many characters a reason needs here; `harm` names what has to be agreed to, "" for nothing.

    `would_be` is the sha256 of the header that saving makes. It comes back as `seen`, and what a person did not see,
    because it was collected in another window since, is not saved.
    """

    base = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(widget=forms.Textarea, required=False, max_length=LONGEST)
    agreed = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        base: str = "",
        would_be: str = "",
        reason: str = "",
        at_least: int = 1,
        harm: str = "",
        note: str = "",
    ) -> None:
        super().__init__(data, initial={"base": base, "reason": reason}, label_suffix="")
        self.would_be = would_be
        self.at_least = at_least
        self.harm = harm
        self.note = note

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        if seen != self.would_be:
            raise forms.ValidationError("The changes are others than the ones you looked at. Look again, then save.")
        return seen

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"].strip()
        if not reason:
            raise forms.ValidationError("Say why: the history keeps the reason beside the change.")
        if len(reason) < self.at_least:
            raise forms.ValidationError(f"Say why in at least {self.at_least} characters; these are {len(reason)}.")
        return reason

    def clean_agreed(self) -> bool:
        agreed: bool = self.cleaned_data["agreed"]
        if self.harm and not agreed:
            raise forms.ValidationError(NOT_AGREED[self.harm])
        return agreed
