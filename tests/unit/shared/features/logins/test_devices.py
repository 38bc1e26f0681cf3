import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.features.logins.devices import UNKNOWN, device_of

MOZILLA = "Mozilla/5.0 ("
CHROMIUM = ") AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (f"{MOZILLA}X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
        (f"{MOZILLA}Windows NT 10.0; Win64; x64{CHROMIUM}Chrome/126.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"{MOZILLA}Windows NT 10.0{CHROMIUM}Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge on Windows"),
        (f"{MOZILLA}Linux; Android 14; Pixel 8{CHROMIUM}Chrome/126.0 Mobile Safari/537.36", "Chrome on Android"),
        (f"{MOZILLA}Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15",
         "Safari on macOS"),
        (f"{MOZILLA}iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1",
         "Safari on iPhone"),
        (f"{MOZILLA}X11; CrOS x86_64 14541.0.0{CHROMIUM}Chrome/126.0.0.0 Safari/537.36", "Chrome on ChromeOS"),
        ("curl/8.5.0", "curl"),
        ("", UNKNOWN),
        ("<script>alert(1)</script>", UNKNOWN),
    ],
)  # fmt: skip
def test_a_browser_is_called_by_its_name_and_system(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


@given(st.text(max_size=2_000))
def test_whatever_a_browser_says_only_our_own_words_are_kept(user_agent: str) -> None:
    assert len(device_of(user_agent)) < 40
    assert "<" not in device_of(user_agent)
