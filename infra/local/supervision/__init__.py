"""Starts the parts, watches them, and stops them in order."""
