"""The tables of docs/cost.md, between its two marks."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from infra.local.layout import ROOT
from tests.bench.bill.month import LIVE, PAGES, Month
from tests.bench.bill.sizes import Size

PAGE: Final = ROOT / "docs" / "cost.md"
BEGINS: Final = "<!-- written by `python -m tests.bench.bill --write` -->"
ENDS: Final = "<!-- end -->"
ON_SERVERS: Final = (107.0, 437.0, 12_843.0)  # estimates from before this was built
ONE_PUT_EACH: Final = (158.0, 522.0, 31_560.0)
RATE: Final = "{0.guilds:,} guilds, {0.rate:,} events/s"


def tables(months: Sequence[Month], live_by_interval: Mapping[str, Sequence[float]]) -> str:
    """`live_by_interval`: what open pages add, by LIVE_INTERVAL."""
    uses = [row_of(use, [month.uses[use].dollars() for month in months]) for use in months[0].uses]
    stands = [row_of(name, [month.stands[name] for month in months]) for name in months[0].stands]
    services = [row_of(name, [month.by_service()[name] for month in months]) for name in months[0].by_service()]
    head = head_of([month.size for month in months])
    return "\n".join(
        [
            *(head, *uses, *stands, row_of("**All**", [month.dollars for month in months])),
            *("", "Beside other ways:", "", head, *_beside_others(months)),
            *("", "What is paid by use, by service:", "", head, *services),
            *("", "Live events to open pages, by `LIVE_INTERVAL`:", "", head),
            *(row_of(f"`{interval}`", amounts) for interval, amounts in live_by_interval.items()),
            *(
                "",
                "What 1,000 events take on their way to the store:",
                "",
                head_of([month.size for month in months], "For 1,000 events"),
                *_per_1000(months),
            ),
        ]
    )


def _beside_others(months: Sequence[Month]) -> list[str]:
    unwatched = [month.dollars - sum(month.uses[use].dollars() for use in (LIVE, PAGES)) for month in months]
    factors = [f"1 : {month.one_by_one.dollars() / month.events:.0f}" for month in months]
    return [
        row_of("Guildhall", [month.dollars for month in months]),
        row_of("Guildhall, with nobody looking on", unwatched),
        row_of("The same, with a message and a put for each event", [month.dollars_one_by_one for month in months]),
        row_of("Serverless with a put for each event, estimated", ONE_PUT_EACH),
        row_of("The specification on ECS, RDS, ElastiCache and an ALB, estimated", ON_SERVERS),
        "| Events to the store alone: ours to one by one | " + " | ".join(factors) + " |",
    ]


def _per_1000(months: Sequence[Month]) -> list[str]:
    def row(name: str, of: Callable[[Month], float]) -> str:
        return f"| {name} | " + " | ".join(_number(of(month)) for month in months) + " |"

    def each(month: Month, amount: float) -> float:
        return amount / month.events_of_a_month * 1000

    return [
        row("WebSocket messages", lambda month: each(month, month.stored.messages)),
        row("Lambda, ms of 1 GB", lambda month: each(month, month.stored.gb_seconds * 1000)),
        row("Write units", lambda month: each(month, month.stored.write_units)),
        row("Read units", lambda month: each(month, month.stored.read_units)),
        row("Log, bytes", lambda month: each(month, month.stored.log_bytes)),
    ]


def head_of(sizes: Sequence[Size], title: str = "$ a month") -> str:
    names = " | ".join(RATE.format(size.deployment) for size in sizes)
    return f"| {title} | {names} |\n|---|{'--:|' * len(sizes)}"


def row_of(name: str, amounts: Sequence[float]) -> str:
    return f"| {name} | " + " | ".join(_dollars(amount) for amount in amounts) + " |"


def _number(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:,.0f}"


def _dollars(amount: float) -> str:
    return f"{amount:,.2f}" if amount < 100 else f"{amount:,.0f}"


def written(text: str, text_of_tables: str, *, begins: str = BEGINS) -> str:
    """Return the page with these tables behind a mark, up to the next one that ends them."""
    before, _, rest = text.partition(begins)
    _, _, after = rest.partition(ENDS)
    return f"{before}{begins}\n\n{text_of_tables}\n\n{ENDS}{after}"


def amounts_on(path: Path, column: int, *, begins: str = BEGINS) -> dict[str, float]:
    """Read a column of the first table behind a mark, by row."""
    _, _, text = path.read_text().partition(begins)
    first, _, _ = text.strip().partition("\n\n")
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in first.splitlines()[2:]]
    return {row[0]: float(row[1 + column].replace(",", "")) for row in cells}
