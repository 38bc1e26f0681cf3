"""What the worker measures, for Prometheus and for CloudWatch. Counting costs next to nothing, reading a little."""
