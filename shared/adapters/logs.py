"""Structured logs: one JSON object a line, with the request id, and nothing that looks like a secret."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from shared.adapters.metrics import METADATA
from shared.kernel.tracing import request_id

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_SECRET_FIELDS: Final = re.compile(
    r"token|secret|password|cookie|authorization|content|email|ticket|session|api_?key", re.IGNORECASE
)
_SECRET_TEXTS: Final = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}"  # a JWT
    r"|\b[\w-]{22,28}\.[\w-]{6,7}\.[\w-]{27,}"  # a bot's token
    r"|(?<=Bot )\S+|(?<=Bearer )\S+"
    r"|(?:(?<=token=)|(?<=ticket=)|(?<=session=)|(?<=code=))[^&\s\"']+"
)
_REDACTED: Final = "[redacted]"


def redact(text: str) -> str:
    return _SECRET_TEXTS.sub(_REDACTED, text)


class JsonFormatter(logging.Formatter):
    """`log.info("case.created", extra={"case_id": 7})` becomes one line with these fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": redact(record.getMessage()),
            "request_id": request_id.get(),
        }
        for name, value in vars(record).items():
            if name not in _STANDARD:
                line[name] = value if name == METADATA else _field(name, value)  # metrics' names: ours, and many
        if record.exc_info:
            line["exception"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def _field(name: str, value: object) -> object:
    return _REDACTED if _is_secret(name) else _safe(value)


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    return _SECRET_FIELDS.search(name) is not None


def _safe(value: object) -> object:
    match value:
        case int() | float() | None:
            return value
        case dict():
            return {str(name): _field(str(name), item) for name, item in value.items()}
        case list():
            return [_safe(item) for item in value]
        case _:
            return redact(str(value))


def set_up_logs(level: str) -> None:
    """Send everything that this process logs to stdout, in our form."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.getLogger("botocore.credentials").setLevel(logging.WARNING)  # says at every start where it found them
