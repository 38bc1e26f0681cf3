"""What a benchmark says: one figure, beside the baseline that was measured in the same run."""

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """`baseline` is the obvious way's value in the same unit and run; `ratio` is `value / baseline`."""

    name: str
    value: float
    unit: str
    baseline: float
    ratio: float


def compared(name: str, value: float, unit: str, *, baseline: float) -> Figure:
    return Figure(
        name=name,
        value=float(f"{value:.4g}"),
        unit=unit,
        baseline=float(f"{baseline:.4g}"),
        ratio=float(f"{value / baseline:.3g}"),
    )
