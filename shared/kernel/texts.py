"""What people write, without what would make it look like something else."""

import re
import unicodedata
from typing import Final

_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufff9-\ufffb]")
_TURNING: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # whoever reads on is shown an order that is not there
_BREAKS: Final = re.compile(r"\r\n?|\u2028|\u2029")


def cleaned(text: str) -> str:
    """Return a text in NFC, its lines parted by `\\n`, without control characters and turns of its direction."""
    return unicodedata.normalize("NFC", _TURNING.sub("", _UNSEEN.sub("", _BREAKS.sub("\n", text)))).strip()


def cleaned_line(text: str) -> str:
    """Return the same in one line."""
    return " ".join(cleaned(text).split())
