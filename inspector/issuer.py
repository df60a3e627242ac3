"""An issuer, in the words of OpenID Connect 1.0: another program that says who somebody is, by a signed ID token.

The browser goes there with a state, a nonce and a PKCE challenge, and comes back with a code; the server changes the
code for the token. Nothing in it is believed before signature, issuer, audience, times and nonce are checked.

Sources: OpenID Connect Core 1.0, 3.1; OpenID Connect Discovery 1.0, 4; RFC 7636 (PKCE).
"""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from django.core.cache import cache
from django.http import HttpRequest

from project.issuers import Issuer

WELL_KNOWN = "/.well-known/openid-configuration"
SCOPE = ("openid", "profile")
# Signatures that only the issuer can make. With HS256, whoever knows the client's secret could.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
# Seconds that the clocks of two machines may differ.
LEEWAY = 60
KEPT = 300  # seconds
LONGEST_SUBJECT = 191  # SocialAccount.uid
_LOG = logging.getLogger("inspector.issuer")


class NotProven(Exception):
    """The issuer did not say who somebody is, or not in a way to be believed; the text is for that person."""


@dataclass(frozen=True)
class Journey:
    """What the browser's session keeps while the person is at the issuer; `wanted` is the page they were going to."""

    nonce: str
    verifier: str
    wanted: str


@dataclass(frozen=True)
class Arrival:
    """Somebody as the issuer knows them. Only issuer and subject say who it is; names are what they are called."""

    issuer: Issuer
    subject: str
    username: str
    full_name: str
    wanted: str


def begin(request: HttpRequest, issuer: Issuer, *, back: str, wanted: str) -> str:
    """The address of the issuer's sign-in page, from which the browser comes back to `back`. Raises NotProven."""
    journey = Journey(secrets.token_urlsafe(32), secrets.token_urlsafe(48), wanted)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(journey.verifier.encode()).digest()).rstrip(b"=").decode()
    with _in_a_sentence(issuer):
        told = _configuration(issuer)
        client = _client(request, issuer, told, back)
        client.state = statekit.stash_state(request, provider_id=issuer.key, state=vars(journey))
        more = {"nonce": journey.nonce, "code_challenge": challenge, "code_challenge_method": "S256"}
        # ORCID knows the first one only, and refuses whoever asks for more.
        scope = [each for each in SCOPE if each in told.get("scopes_supported", SCOPE)]
        return str(client.get_redirect_url(told["authorization_endpoint"], scope, more))


def arrive(request: HttpRequest, issuer: Issuer, *, back: str) -> Arrival:
    """Who came back, by the issuer's signed word; a journey ends once. Raises NotProven."""
    journey = _journey(request, issuer)
    code = request.GET.get("code", "")
    if request.GET.get("error") == "access_denied":
        raise NotProven(f"{issuer.name} was not allowed to say who you are.")
    if "error" in request.GET or not code:
        raise NotProven(f"{issuer.name} did not say who you are.")
    with _in_a_sentence(issuer):
        told = _configuration(issuer)
        answer = _client(request, issuer, told, back).get_access_token(code, pkce_code_verifier=journey.verifier)
        claims = _checked(issuer, told, str(answer["id_token"]), journey.nonce)
        profile = _profile(told, str(answer["access_token"]), claims)
    return _arrival(issuer, {**profile, **claims}, journey.wanted)


def _journey(request: HttpRequest, issuer: Issuer) -> Journey:
    kept = statekit.unstash_state(request, state_id=request.GET.get("state", ""), provider_id=issuer.key)
    if kept is None:
        raise NotProven("This sign-in was not begun in this browser, or more than ten minutes ago. Begin again.")
    return Journey(**kept)


@contextmanager
def _in_a_sentence(issuer: Issuer) -> Iterator[None]:
    try:
        yield
    except requests.RequestException as error:
        _LOG.warning("An issuer does not answer.", exc_info=error)
        raise NotProven(f"{issuer.name} does not answer. Try again in a minute.") from error
    except (OAuth2Error, jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
        # The lines of code in the log tell which check it was.
        _LOG.warning("What an issuer answered cannot be trusted.", exc_info=error)
        raise NotProven(f"What {issuer.name} answered cannot be trusted. Tell whoever runs this server.") from error


def _configuration(issuer: Issuer) -> dict[str, Any]:
    """What the issuer tells of itself, kept for a while: everybody on the sign-in page may cause it to be asked."""
    kept: dict[str, Any] | None = cache.get(f"issuer:{issuer.address}")
    told = kept or _fetched(issuer.address.rstrip("/") + WELL_KNOWN)
    if told["issuer"] != issuer.address:
        raise ValueError("The issuer calls itself by another name.")
    cache.set(f"issuer:{issuer.address}", told, KEPT)
    return told


def _fetched(address: str, **headers: str) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        answer = session.get(address, headers=headers)
        answer.raise_for_status()
        return dict(answer.json())


def _client(request: HttpRequest, issuer: Issuer, told: Mapping[str, Any], back: str) -> Any:
    # Without a word on it, an issuer takes the secret in the header (Discovery 1.0, 3).
    methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    basic = "client_secret_post" not in methods
    end = told["token_endpoint"]
    return OAuth2Client(request, issuer.client_id, issuer.client_secret, "POST", end, back, basic_auth=basic)


def _checked(issuer: Issuer, told: Mapping[str, Any], token: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token that was made by this issuer, for us, for this journey, and still holds."""
    claims: dict[str, Any] = jwt.decode(
        token,
        _key(told, token).key,
        algorithms=ALGORITHMS,
        audience=issuer.client_id,
        issuer=issuer.address,
        leeway=LEEWAY,
        options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
    )
    if not secrets.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise ValueError("The token is of another journey.")
    if claims.get("azp", issuer.client_id) != issuer.client_id:
        raise ValueError("The token was made for another program.")
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise ValueError("The subject is no name.")
    return claims


def _key(told: Mapping[str, Any], token: str) -> jwt.PyJWK:
    """The key that the token names; when it names none, the issuer may have one only."""
    keys = [key for key in jwt.PyJWKSet.from_dict(_fetched(told["jwks_uri"])).keys if key.public_key_use != "enc"]
    named = jwt.get_unverified_header(token).get("kid")
    fitting = [key for key in keys if named is None or key.key_id == named]
    if len(fitting) != 1:
        raise ValueError("The token names no key of the issuer's.")
    return fitting[0]


def _profile(told: Mapping[str, Any], token: str, claims: Mapping[str, Any]) -> dict[str, Any]:
    """What the person is called, where the ID token leaves that out."""
    if "preferred_username" in claims or "userinfo_endpoint" not in told:
        return {}
    profile = _fetched(told["userinfo_endpoint"], Authorization=f"Bearer {token}")
    if profile.get("sub") != claims["sub"]:
        raise ValueError("The profile is somebody else's.")
    return profile


def _arrival(issuer: Issuer, told: Mapping[str, Any], wanted: str) -> Arrival:
    names = [str(told.get(part) or "") for part in ("given_name", "family_name")]
    return Arrival(
        issuer=issuer,
        subject=told["sub"],
        username=str(told.get("preferred_username") or ""),
        full_name=str(told.get("name") or " ".join(filter(None, names))),
        wanted=wanted,
    )
