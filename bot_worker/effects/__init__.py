"""Carries out at Discord what rules and people decided, and tells what came of each effect."""
