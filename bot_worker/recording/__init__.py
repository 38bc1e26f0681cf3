"""What of Discord's events a guild wants recorded: the rest never leaves the bot."""
