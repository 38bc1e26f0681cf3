"""Features with their adapters, where more than one deployable needs the same ones."""
