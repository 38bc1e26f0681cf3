"""What somebody might present as an access token; only what we made for this, and only in its time, is taken."""

import base64
import hmac
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.factories.bot_tokens import LINK_SECRET
from tests.fakes.clock import FakeClock
from tests.integration.api.browser import Browser

HS256 = {"alg": "HS256", "typ": "JWT"}
_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC_KEY = _KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def claims(clock: FakeClock, owner: Browser) -> dict[str, Any]:
    """What a sound token of this moment says."""
    said: dict[str, Any] = jwt.decode(owner.access_token, options={"verify_signature": False})
    now = int(clock().timestamp())
    return said | {"iat": now, "exp": now + 900}


@pytest.fixture
def secret(api_variables: dict[str, str]) -> str:
    return api_variables["JWT_SECRET"]


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def signed(header: object, claims: object, secret: str | bytes, digest: str = "sha256") -> str:
    """Sign as no library would let us."""
    text = f"{part(header)}.{part(claims)}"
    key = secret.encode() if isinstance(secret, str) else secret
    signature = base64.urlsafe_b64encode(hmac.new(key, text.encode(), digest).digest()).rstrip(b"=").decode()
    return f"{text}.{signature}"


def refusal(browser: Browser, token: str) -> tuple[int, str]:
    answer = browser.api("GET", "/api/auth/me", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.json().get("code", "")


REFUSED = (401, "unauthenticated")


def test_a_sound_token_would_be_taken(patient: Browser, claims: dict[str, Any], secret: str) -> None:
    assert refusal(patient, signed(HS256, claims, secret)) == (200, "")


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", "", "HS384", "HS512", "RS256", "ES256", "EdDSA"])
def test_the_token_does_not_choose_its_algorithm(
    patient: Browser, claims: dict[str, Any], secret: str, name: str
) -> None:
    header = HS256 | {"alg": name}

    for token in (f"{part(header)}.{part(claims)}.", signed(header, claims, secret), signed(header, claims, b"")):
        assert refusal(patient, token) == REFUSED


@pytest.mark.parametrize("algorithm", ["RS256", "HS256"])
def test_a_public_key_is_no_secret_of_ours(patient: Browser, claims: dict[str, Any], algorithm: str) -> None:
    by_key = jwt.encode(claims, _KEY, algorithm="RS256")

    assert refusal(patient, by_key) == REFUSED
    assert refusal(patient, signed(HS256 | {"alg": algorithm}, claims, PUBLIC_KEY)) == REFUSED


@pytest.mark.parametrize(
    "more",
    [
        {"kid": "../../../../dev/null"},
        {"kid": "' UNION SELECT 'x"},
        {"jku": "http://127.0.0.1:1/keys"},
        {"x5u": "http://127.0.0.1:1/cert"},
        {"jwk": {"kty": "oct", "k": ""}},
        {"jwk": {"kty": "oct", "k": "eA"}, "kid": "x"},
    ],
)
def test_the_token_does_not_bring_its_own_key(patient: Browser, claims: dict[str, Any], more: dict[str, Any]) -> None:
    for key in (b"", b"x"):
        assert refusal(patient, signed(HS256 | more, claims, key)) == REFUSED


@pytest.mark.parametrize("more", [{"crit": ["exp"]}, {"crit": []}, {"b64": False, "crit": ["b64"]}])
def test_an_extension_that_must_be_understood_is_not_ignored(
    patient: Browser, claims: dict[str, Any], secret: str, more: dict[str, Any]
) -> None:
    assert refusal(patient, signed(HS256 | more, claims, secret)) == REFUSED


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "somebody"}, {"iss": None}, {"iss": ["guildhall"]}, {"iss": "Guildhall"},
        {"aud": "gateway"}, {"aud": None}, {"aud": []}, {"aud": "apis"}, {"aud": {"api": 1}},
        {"typ": "refresh"}, {"typ": "bot"}, {"typ": None}, {"typ": ["access"]}, {"typ": "ACCESS"},
        {"sub": None}, {"sub": ""}, {"sub": "0"}, {"sub": "-7"}, {"sub": "7 "}, {"sub": 7}, {"sub": ["7"]},
        {"sub": "９"},
        {"login": None}, {"login": ""}, {"login": 7}, {"login": ["x"]}, {"exp": None}, {"exp": "soon"},
        {"exp": True}, {"exp": []}, {"exp": 1e308}, {"exp": float("inf")},
        {"iat": None}, {"nbf": 99_999_999_999}, {"nbf": "later"},
    ],
    ids=str,
)  # fmt: skip
def test_each_claim_is_needed_and_checked(
    patient: Browser, claims: dict[str, Any], secret: str, change: dict[str, Any]
) -> None:
    changed = {name: value for name, value in (claims | change).items() if value is not None}

    assert refusal(patient, signed(HS256, changed, secret))[0] == 401


def test_a_token_is_good_to_the_second_and_no_longer(patient: Browser, clock: FakeClock, user_id: str) -> None:
    token = patient.log_in(user_id)["access_token"]

    clock.pass_time(minutes=14, seconds=58)
    before = refusal(patient, token)
    clock.pass_time(seconds=2)

    assert before == (200, "")
    assert refusal(patient, token) == (401, "access_token_expired")


@pytest.mark.parametrize("secret_of", ["JWT_REFRESH_SECRET", "ENCRYPTION_KEY", "DISCORD_CLIENT_SECRET"])
def test_no_other_secret_of_ours_signs_access_tokens(
    patient: Browser, claims: dict[str, Any], api_variables: dict[str, str], secret_of: str
) -> None:
    assert refusal(patient, signed(HS256, claims, api_variables[secret_of])) == REFUSED
    assert refusal(patient, signed(HS256, claims, LINK_SECRET)) == REFUSED


def test_no_changed_character_goes_unnoticed(patient: Browser, user_id: str) -> None:
    token = patient.log_in(user_id)["access_token"]

    for place in range(0, len(token) - 1, 3):  # the last one's lowest bits mean nothing
        letter = "A" if token[place] != "A" else "B"
        assert refusal(patient, token[:place] + letter + token[place + 1 :])[0] == 401


@pytest.mark.parametrize("shape", ["{t}.", ".{t}", "{t}.{t}", "{t},{t}", "{t} {t}", "Bearer {t}", "{t}\t.", '"{t}"'])
def test_a_sound_token_in_another_shape_is_none(patient: Browser, user_id: str, shape: str) -> None:
    token = patient.log_in(user_id)["access_token"]

    assert refusal(patient, shape.format(t=token)) == REFUSED


@pytest.mark.parametrize("scheme", ["Basic", "Token", "Bot", "", "bearer:", "Bearer\xa0"])
def test_only_the_bearer_scheme_is_read(patient: Browser, user_id: str, scheme: str) -> None:
    token = patient.log_in(user_id)["access_token"]

    answer = patient.api("GET", "/api/auth/me", headers={"Authorization": f"{scheme} {token}".strip()})

    assert answer.status_code == 401


@pytest.mark.parametrize("place", ["?access_token={t}", "?token={t}", "?Authorization=Bearer%20{t}"])
def test_a_token_in_the_address_is_not_read(patient: Browser, user_id: str, place: str) -> None:
    token = patient.log_in(user_id)["access_token"]
    patient.access_token = ""

    assert patient.api("GET", f"/api/auth/me{place.format(t=token)}").status_code == 401


def test_a_token_names_a_user_and_nothing_more(patient: Browser, user_id: str) -> None:
    token = patient.log_in(user_id)["access_token"]

    claims = jwt.decode(token, options={"verify_signature": False})

    assert set(claims) == {"iss", "aud", "typ", "sub", "login", "iat", "exp"}
    assert timedelta(seconds=claims["exp"] - claims["iat"]) == timedelta(minutes=15)
