"""Texts from Discord, made safe to encode."""


def sound(text: str) -> str:
    """Replace halves of surrogate pairs, which JSON can smuggle in and UTF-8 cannot carry, by a question mark."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
