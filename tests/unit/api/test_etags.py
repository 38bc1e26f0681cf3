"""Entity tags tell whether somebody else changed something meanwhile."""

import pytest

from chalicelib.http.etags import etag_of, is_listed, require_unchanged
from shared.kernel import json
from shared.kernel.errors import StaleViewError

NOW = {"name": "general", "topic": "new"}
TAG = etag_of(json.encode(NOW))


@pytest.mark.parametrize("header", [TAG, f'"other", {TAG}', f"W/{TAG}", "*"])
def test_a_tag_is_found_however_it_is_listed(header: str) -> None:
    assert is_listed(TAG, header)


def test_another_tag_is_another_state() -> None:
    assert not is_listed(TAG, etag_of(b"{}"))


def test_who_saw_what_is_there_may_change_it() -> None:
    require_unchanged(TAG, NOW)
    require_unchanged("", NOW)


def test_who_saw_something_else_is_shown_what_is_there() -> None:
    with pytest.raises(StaleViewError) as refused:
        require_unchanged(etag_of(b"{}"), NOW)

    assert refused.value.details == {"current": NOW}
