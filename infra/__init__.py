"""Templates, the local stack, and the Discord simulator: nothing here is imported by a deployable."""
