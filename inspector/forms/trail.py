"""Which entries of the record a person asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from inspector.core.fields import BY_VERSION


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "control"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as year-month-day, such as 2026-11-21."},
    )


class TrailForm(forms.Form):
    """The filter of the audit page; `chosen` are the arguments of `audit.narrowed`. Empty fields ask for nothing."""

    person = forms.ChoiceField(label="Person", required=False)
    action = forms.ChoiceField(label="Action", required=False)
    dataset = forms.ChoiceField(label="Dataset", required=False)
    field = forms.ChoiceField(label="Field", required=False)
    since = _day("From")
    until = _day("To")
    image = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        people: Mapping[str, str],
        actions: Iterable[str],
        datasets: Mapping[str, str],
    ) -> None:
        super().__init__(data, label_suffix="")
        self._choices: dict[str, int] = {}
        fields = sorted({name for table in BY_VERSION.values() for name in table})
        self._offer("person", people.items())
        self._offer("action", ((name, name) for name in actions))
        self._offer("dataset", datasets.items())
        self._offer("field", ((name, name) for name in fields))

    @property
    def chosen(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields in the order they stand, without choices that leave no choice."""
        return [
            self[name] for name in ("person", "action", "dataset", "field", "since", "until") if self._matters(name)
        ]

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field, offered = self.fields[name], [("", "any"), *choices]
        self._choices[name] = len(offered)
        if isinstance(field, forms.ChoiceField):
            field.choices = offered
            field.widget.attrs["class"] = "control"
            field.error_messages["invalid_choice"] = "Choose one of the list; %(value)s is not in it."

    def _matters(self, name: str) -> bool:
        return self._choices.get(name, 3) > 2 or bool(self.data.get(name))
