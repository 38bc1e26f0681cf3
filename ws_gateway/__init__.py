"""The Lambda functions behind API Gateway's WebSocket: authorizer, connect, disconnect, messages, ingest, fan_out."""
