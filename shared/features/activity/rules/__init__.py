"""Pure decisions of counting."""
