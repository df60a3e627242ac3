"""Who may say who somebody is: the issuers of OpenID Connect that this server trusts, from the environment."""

import importlib.util
import os
from typing import NamedTuple
from urllib.parse import urlsplit

from project.environment import WrongSetting, env_text

ORCID = "https://orcid.org"
WHY = "Single sign-on takes the issuer's address, and the client's id and secret that the issuer gave out."
# SocialAccount.provider, where the address is kept.
LONGEST = 200


class Issuer(NamedTuple):
    """One issuer. `key` is its word in our addresses and in the record, `name` what the sign-in page calls it."""

    key: str
    name: str
    address: str
    client_id: str
    client_secret: str


def env_issuer(key: str, *, name: str, variables: tuple[str, str, str], address: str, served: bool) -> Issuer | None:
    """The issuer of which these variables tell the address (or it is the given one), the client's id and its secret.

    None when none of them is set, and where nobody signs in; refused when only some are.
    """
    if not served or not any(os.environ.get(variable, "").strip() for variable in variables):
        return None
    found, client_id, client_secret = (
        env_text(variable, default, why=WHY)
        for variable, default in zip(variables, (address or None, None, None), strict=True)
    )
    url = urlsplit(found)
    encrypted = url.scheme == "https" or (url.scheme == "http" and url.hostname in ("127.0.0.1", "localhost"))
    if not encrypted or not url.hostname or url.query or url.fragment or len(found) > LONGEST:
        raise WrongSetting(
            f"{variables[0]} is {found!r}; it takes the issuer's address, such as https://id.example.org."
        )
    if importlib.util.find_spec("allauth") is None:
        raise WrongSetting(
            f"{variables[1]} is set, and django-allauth, which single sign-on needs, is not installed: "
            "pip install --require-hashes -r requirements-lab.txt"
        )
    return Issuer(key, name, found, client_id, client_secret)
