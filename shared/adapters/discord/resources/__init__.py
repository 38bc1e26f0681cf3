"""Discord's resources: one module for each, with its types and its calls."""
