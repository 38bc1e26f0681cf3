"""From a captured event to its acknowledgement: intake, spool, batcher, link.

An event is in the intake for a few milliseconds, then on disk; everything that follows reads it from there. A slow or
absent backend makes the spool grow, never the memory, and a restart goes on where the last process stopped.
"""
