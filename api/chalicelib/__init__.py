"""The HTTP API: routes that are thin over the features, and the layer that types them."""
