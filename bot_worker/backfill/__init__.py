"""What happened while nobody listened: read from Discord where it tells, recorded as a gap where it does not.

An absence is a time that no session of the bot covers. It is written down before anything else is; then what is to be
read of it is planned (`rules`), read page by page within a budget, and each page is noted once its events are on disk.
"""
