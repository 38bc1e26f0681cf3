"""A small typed layer over Chalice: a route declares what it takes, what it answers and who may call it."""
