"""Discord's OAuth2: the consent page, tokens, what a bearer token may read, and a stand-in for the CDN."""
