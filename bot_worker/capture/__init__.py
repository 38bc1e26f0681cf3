"""Captures what Discord dispatches as events: one module for each family, pure but for `recorder` and `remembered`."""
