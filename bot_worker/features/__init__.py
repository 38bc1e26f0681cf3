"""What the bot listens to: one cog per feature, loaded by walking this folder."""
