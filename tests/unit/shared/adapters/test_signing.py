"""Requests that are signed by hand are signed as botocore signs them."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials

from shared.adapters.signing import Credentials, Signer

HOST = "abc123.execute-api.eu-west-3.amazonaws.com"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def signed_by_botocore(credentials: Credentials, method: str, path: str, body: bytes, moment: datetime) -> str:
    request = AWSRequest(method, f"https://{HOST}{path}", headers={"Host": HOST}, data=body)
    with patch("botocore.auth.get_current_datetime", lambda *_, **__: moment.replace(tzinfo=None)):
        auth.SigV4Auth(BotocoreCredentials(*credentials), "execute-api", "eu-west-3").add_auth(request)
    return str(request.headers["Authorization"])


def a_signer(credentials: Credentials, moment: datetime = NOON) -> Signer:
    return Signer(
        service="execute-api",
        region="eu-west-3",
        host=HOST,
        credentials=lambda: credentials,
        clock=lambda: moment,
    )


@pytest.mark.parametrize("token", [None, "a/token+of=a role"])
@pytest.mark.parametrize("path", ["/live/@connections/L0SM9cOFvHcCIhw%3D", "/live/@connections/a%2Fb~c"])
@pytest.mark.parametrize(("method", "body"), [("POST", b'{"action":"event"}'), ("DELETE", b"")])
def test_a_signature_is_botocore_s(token: str | None, path: str, method: str, body: bytes) -> None:
    credentials = Credentials("AKIDEXAMPLE", "secret", token)

    headers = a_signer(credentials).headers(method, path, body)

    assert headers["authorization"] == signed_by_botocore(credentials, method, path, body, NOON)
    assert headers.get("x-amz-security-token") == token


def test_a_role_s_new_credentials_sign_from_then_on() -> None:
    current = [Credentials("OLD", "old", "1")]
    signer = Signer(
        service="execute-api", region="eu-west-3", host=HOST, credentials=lambda: current[0], clock=lambda: NOON
    )
    signer.headers("POST", "/live/@connections/a", b"")

    current[0] = Credentials("NEW", "new", "2")
    headers = signer.headers("POST", "/live/@connections/a", b"")

    assert headers["authorization"] == signed_by_botocore(current[0], "POST", "/live/@connections/a", b"", NOON)


def test_the_next_day_has_its_own_key() -> None:
    credentials, tomorrow = Credentials("AKID", "secret", None), NOON + timedelta(days=1)
    signer = a_signer(credentials, tomorrow)

    headers = signer.headers("POST", "/live/@connections/a", b"x")

    assert headers["authorization"] == signed_by_botocore(credentials, "POST", "/live/@connections/a", b"x", tomorrow)
