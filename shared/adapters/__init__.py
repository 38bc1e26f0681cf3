"""The world outside: AWS, Redis, Discord, logs. Their exceptions stop here."""
