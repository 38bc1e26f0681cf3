"""Moderation without leaving Discord: slash commands, context menus, and the buttons and modals of their answers."""
