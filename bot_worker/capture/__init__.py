"""Captures what Discord dispatches as events: one module for each family, pure; `recorder` joins them to the bot."""
