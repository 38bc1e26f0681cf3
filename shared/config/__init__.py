"""Configuration: the environment, read once per process into frozen, checked values."""
