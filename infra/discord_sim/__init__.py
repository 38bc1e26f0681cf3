"""A Discord of our own: gateway, REST, OAuth and a living community, for tests and for `make run`."""
