from collections.abc import Iterator

from shared.kernel import errors
from shared.kernel.errors import AppError


def _tree(kind: type[AppError]) -> Iterator[type[AppError]]:
    """Yield the errors of the kernel: an adapter may tell them apart further, under the same code."""
    yield kind
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from _tree(child)


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in _tree(AppError)]

    assert len(codes) == len(set(codes))


def test_the_tree_at_the_top_of_the_module_is_the_tree() -> None:
    drawn = errors.__doc__ or ""

    missing = [kind.__name__ for kind in _tree(AppError) if kind.__name__ not in drawn]
    assert missing == []
