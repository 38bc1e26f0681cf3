"""Serves the built SPA, and the API below /api, on one origin: what CloudFront does on AWS."""
