from datetime import timedelta

import pytest

from chalicelib.http.cookies import Cookie, parse_cookies, set_cookie


def a_cookie(*, secure: bool = True, lifetime: timedelta = timedelta(days=7)) -> Cookie:
    return Cookie(name="c", value="v", path="/api", lifetime=lifetime, same_site="Strict", secure=secure)


def test_a_cookie_is_for_no_script() -> None:
    assert set_cookie(a_cookie()) == "c=v; Path=/api; Max-Age=604800; SameSite=Strict; HttpOnly; Secure"


def test_without_https_a_cookie_is_not_marked_secure() -> None:
    assert "Secure" not in set_cookie(a_cookie(secure=False))


def test_a_cookie_of_no_lifetime_is_deleted() -> None:
    assert "Max-Age=0;" in set_cookie(a_cookie(lifetime=timedelta(0)))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", {}),
        ("a=1; b=2", {"a": "1", "b": "2"}),
        ("a=1;b=2=3", {"a": "1", "b": "2=3"}),
        ('a="1"', {"a": "1"}),
        ("a=deep; a=shallow", {"a": "deep"}),
        ("nonsense; a=1;;", {"a": "1"}),
    ],
)
def test_the_cookies_of_a_request_are_read(header: str, expected: dict[str, str]) -> None:
    assert parse_cookies(header) == expected
