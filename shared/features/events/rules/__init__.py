"""Pure decisions of the event store: cursors, validation, what rests of an event, frames."""
