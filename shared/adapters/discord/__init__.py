"""Discord's REST API with the bot's token: typed resources over one client, and one limiter for the whole fleet."""
