"""Installs what the stack needs, once: every step is skipped while what it was made from is unchanged."""
