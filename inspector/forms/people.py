"""What is asked of people about themselves and each other: roles, invitations, accounts, tokens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError

from inspector import lockout
from inspector.models import Role

ROLE = "Choose one of the roles."
DAYS = "Choose from 1 to 90 days."


class NameForm(forms.Form):
    """What a dataset is called. The action says what is wrong with it."""

    name = forms.CharField(required=False)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices, error_messages={"required": ROLE, "invalid_choice": ROLE})

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class MemberForm(RoleForm):
    """Which colleague becomes a member, in which role."""

    member = forms.CharField(error_messages={"required": "Choose somebody."})


class InviteForm(RoleForm):
    note = forms.CharField(required=False, max_length=200)
    days = forms.IntegerField(
        min_value=1,
        max_value=90,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), DAYS),
    )


class TokenForm(forms.Form):
    name = forms.CharField(max_length=80, error_messages={"required": "Name the program or machine it is for."})


class FullNameForm(forms.Form):
    full_name = forms.CharField(max_length=150, error_messages={"required": "Write the name that others see."})


class AccountForm(FullNameForm):
    """An account for whoever comes by an invitation."""

    username = forms.CharField(
        max_length=150,
        validators=[UnicodeUsernameValidator(message="Use letters, digits and @ . + - _ only.")],
        error_messages={"required": "Choose a name to sign in with."},
    )
    password = forms.CharField(strip=False, max_length=1000, error_messages={"required": "Choose a password."})

    field_order = ("username", "full_name", "password")

    def clean_username(self) -> str:
        """The name as it is kept. Names that differ in capitals only would be taken for one another."""
        name: str = User.normalize_username(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError("Somebody has this name already. Choose another one.")
        return name

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if "password" in given:
            person = User(username=given.get("username", ""), first_name=given.get("full_name", ""))
            _check(self, given["password"], person)
        return given


class ProofForm(forms.Form):
    """The password once more, before what guards the account changes. Tries count as tries to sign in do."""

    old = forms.CharField(strip=False, max_length=1000, error_messages={"required": "Type the password you have now."})

    def __init__(self, *args: Any, person: User, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.address = person, address

    def clean_old(self) -> str:
        old, name = self.cleaned_data["old"], self.person.get_username()
        try:
            lockout.claim(name, self.address)
        except lockout.LockedOut as locked:
            raise ValidationError(str(locked)) from locked
        if not self.person.check_password(old):
            raise ValidationError("This is not your password. Capital letters count.")
        lockout.forget(name, self.address)
        return str(old)


class PasswordForm(ProofForm):
    """Another password in place of the old one."""

    password = forms.CharField(strip=False, max_length=1000, error_messages={"required": "Choose a password."})

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if "password" in given:
            _check(self, given["password"], self.person)
        return given


def _check(form: forms.Form, password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        form.add_error("password", error)
