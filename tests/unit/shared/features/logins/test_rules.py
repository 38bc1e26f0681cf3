from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.discord_payloads import Profile
from shared.features.logins.model import Login
from shared.features.logins.rules import (
    GRACE,
    Verdict,
    challenge_of,
    is_nonce,
    judge,
    page_to_return_to,
    rotated,
    user_of,
)
from shared.kernel.snowflakes import Snowflake
from tests.fakes.clock import NOON

WEEK = timedelta(days=7)


def a_login(**changes: object) -> Login:
    known: dict[str, object] = {
        "login_id": "1",
        "user_id": Snowflake(7),
        "token_hash": "first",
        "created_at": NOON,
        "expires_at": NOON + WEEK,
        "last_used_at": NOON,
        "device": "Firefox on Linux",
    }
    return Login(**{**known, **changes})  # type: ignore[arg-type]  # the tests name fields that there are


@pytest.mark.parametrize("path", ["/", "/guilds/7", "/guilds/7?tab=events#live", "/a//b", "/%2F%2Fevil.example"])
def test_a_path_on_our_own_site_is_returned_to(path: str) -> None:
    assert page_to_return_to(path) == path


@pytest.mark.parametrize(
    "path",
    [None, "", "guilds", "//evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example", "javascript:x",
     "/\tevil", "/\n/evil.example", " /guilds", "/a b", "/\u2028", "/é", "///evil.example"],
)  # fmt: skip
def test_anything_else_leads_home(path: str | None) -> None:
    assert page_to_return_to(path) == "/"


@given(st.text(alphabet="/\\.:?#@%evil \t\n\r\0", max_size=12))
def test_wherever_we_return_to_a_browser_stays_on_our_site(wanted: str) -> None:
    site = "https://guildhall.example"

    landed = urlsplit(urljoin(site + "/auth/callback", page_to_return_to(wanted).replace("\\", "/")))

    assert f"{landed.scheme}://{landed.netloc}" == site


def test_the_latest_token_is_rotated() -> None:
    assert judge(a_login(), "first", NOON) is Verdict.ROTATE


def test_a_token_replaced_a_moment_ago_is_answered_again_and_later_it_is_a_reuse() -> None:
    login = rotated(a_login(), "second", "salt", NOON, WEEK)

    assert judge(login, "first", NOON + GRACE) is Verdict.REPEAT
    assert judge(login, "first", NOON + GRACE + timedelta(milliseconds=1)) is Verdict.REUSE
    assert judge(login, "second", NOON) is Verdict.ROTATE


def test_a_token_two_rotations_old_is_still_answered_within_the_grace() -> None:
    login = rotated(a_login(), "second", "a", NOON, WEEK)
    login = rotated(login, "third", "b", NOON + timedelta(seconds=1), WEEK)

    assert judge(login, "first", NOON + timedelta(seconds=2)) is Verdict.REPEAT


def test_rotations_that_no_longer_matter_are_forgotten() -> None:
    login = a_login()
    for number in range(50):
        login = rotated(login, f"token {number}", "salt", NOON + number * timedelta(milliseconds=10), WEEK)
    assert len(login.rotations) == 8

    login = rotated(login, "later", "salt", NOON + timedelta(minutes=15), WEEK)

    assert [each.token_hash for each in login.rotations] == ["token 49"]


def test_every_rotation_gives_the_login_its_whole_life_again() -> None:
    assert rotated(a_login(), "next", "salt", NOON + timedelta(days=3), WEEK).expires_at == NOON + timedelta(days=10)


@pytest.mark.parametrize("changes", [{"revoked_at": NOON}, {"expires_at": NOON}])
def test_a_login_that_ended_accepts_no_token(changes: dict[str, object]) -> None:
    assert judge(a_login(**changes), "first", NOON) is Verdict.ENDED


@pytest.mark.parametrize(("text", "expected"), [("a" * 64, True), ("a" * 63, False), ("g" * 64, False), (None, False)])
def test_a_nonce_is_64_hexadecimal_digits(text: str | None, expected: bool) -> None:
    assert is_nonce(text) is expected


def test_the_challenge_is_that_of_rfc_7636_appendix_b() -> None:
    assert challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_somebody_without_an_image_has_one_of_discords_own() -> None:
    someone = Profile(id=Snowflake(80351110224678912), username="nelly")

    assert user_of(someone, "https://cdn").avatar_url == "https://cdn/embed/avatars/5.png"
    with_image = user_of(Profile(id=Snowflake(1), username="n", avatar="a_1"), "https://cdn")
    assert with_image.avatar_url == "https://cdn/avatars/1/a_1.png?size=128"
