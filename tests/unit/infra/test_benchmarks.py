"""Every benchmark can be asked for its figures, and what the docs say of cost is what comes of asking."""

import ast
import importlib
import inspect
import pkgutil
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

import tests.bench
from tests.bench.bill.moderation import BEGINS, evidence_bytes, measured, uses_of
from tests.bench.bill.month import month_of
from tests.bench.bill.page import PAGE, amounts_on
from tests.bench.bill.sizes import SIZES

PARTS = {  # of benchmarks: traffic, what is compared, processes that are measured from outside
    *("case_load", "figures", "gateway_payloads", "intake_memory", "item_sizes", "talk", "traffic"),
}
PROMISED = {
    *("worker_intake_ratio", "batch_encode_events_per_core_s", "ingest_cpu_us_per_event", "wire_bytes_ratio"),
    *("frame_events", "write_units_per_1000_{deployment.name}", "bill_{size.name}", "end_to_end_events_per_s"),
    *("end_to_end_p50_ms_at_100_per_s", "end_to_end_p99_ms_at_100_per_s", "worker_rss_mb_1000_guilds"),
    *("act_{kind}_p95_ms", "desk_{name}_p95_ms", "cases at {CASES:,}, {name}: p95", "bulk_ban_of_1000_seconds"),
}


def _modules() -> list[ModuleType]:
    names = {module.name for module in pkgutil.iter_modules(tests.bench.__path__)} - {"__main__"} - PARTS
    return [importlib.import_module(f"tests.bench.{name}") for name in sorted(names)]


def _names(module: ModuleType) -> list[str]:
    """Return what a module's figures are called, as its code says it."""
    tree = ast.parse(inspect.getsource(module))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) == "compared"]
    return [ast.unparse(call.args[0]).removeprefix("f").strip("'\"") for call in calls]


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_every_benchmark_has_figures() -> None:
    assert [module.__name__ for module in _modules() if not hasattr(module, "figures")] == []


def test_no_two_figures_have_one_name() -> None:
    names = Counter(name for module in _modules() for name in _names(module))

    assert [name for name, times in names.items() if times > 1] == []
    assert set(names) >= PROMISED


@pytest.mark.parametrize("path", [PAGE], ids=lambda path: Path(path).name)
def test_the_bill_in_the_docs_is_the_one_that_is_measured(path: Path) -> None:
    small = month_of(SIZES[0])
    written = amounts_on(path, 0)

    measured = {use: counts.dollars() for use, counts in small.uses.items()} | small.stands
    assert {name: written[name] for name in measured} == pytest.approx(measured, rel=0.25, abs=0.05)
    assert written["**All**"] == pytest.approx(small.dollars, rel=0.05)


def test_what_moderation_costs_in_the_docs_is_what_is_measured() -> None:
    large = uses_of(SIZES[-1], measured(), evidence_bytes())

    written = amounts_on(PAGE, len(SIZES) - 1, begins=BEGINS)

    assert {name: written[name] for name in large} == pytest.approx(large, rel=0.02)
