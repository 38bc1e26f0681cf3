"""Brings the project's own templates and secrets to an AWS endpoint, as often as one likes."""
