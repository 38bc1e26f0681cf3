"""The whole of Guildhall on one machine: `python3 -m infra.local run`.

Until `.venv` exists this package runs on the standard library alone; `__main__`, `setup` and what they import stay that
way. Records here are frozen dataclasses for that reason, where the rest of the project uses msgspec.
"""
