"""The events that the backend has not confirmed yet, in a SQLite file."""
