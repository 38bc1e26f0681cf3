"""The way to the backend: API Gateway's WebSocket, and what is said on it."""
