"""What every deployable stands on: the kernel, its configuration, the adapters and the features."""
