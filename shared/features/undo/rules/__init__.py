"""Pure decisions about undoing."""
