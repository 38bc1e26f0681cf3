"""What can be done in the simulated Discord: each action checks, changes, records and tells."""
