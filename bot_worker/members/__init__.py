"""What the bot knows of all members of a guild: gathered when somebody asks, and kept current by what Discord tells.

A cache in a file beside the spool, begun anew by each process: what happened without us would be missing.
"""
