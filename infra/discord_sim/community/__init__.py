"""A living community from a seed: the same seed gives the same people, places and conversations."""
