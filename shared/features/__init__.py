"""What Guildhall does, a folder each. A feature knows only those below it; pyproject.toml has the ladder."""
