"""Name and password, as they are typed at the door."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import UsernameField

# Hashing a password takes longer the longer it is.
LONGEST = 1024


class SignInForm(forms.Form):
    username = UsernameField(max_length=150)
    password = forms.CharField(strip=False, max_length=LONGEST)
