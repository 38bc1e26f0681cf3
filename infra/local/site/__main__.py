"""`python -m infra.local.site`.

Configured by SITE_PORT, SITE_FOLDER, API_URL, GATEWAY_URL, DISCORD_CDN_URL and UPLOADS_URL.
"""

import os
from pathlib import Path

from aiohttp import web

from infra.local.layout import SPA
from infra.local.ports import HOST
from infra.local.site.app import site
from infra.local.site.policy import security_headers, style_sources


def main() -> None:
    headers = security_headers(
        gateway_url=os.environ["GATEWAY_URL"],
        cdn_url=os.environ["DISCORD_CDN_URL"],
        uploads_url=os.environ["UPLOADS_URL"],
        style_sources=style_sources(SPA),
    )
    app = site(Path(os.environ["SITE_FOLDER"]), os.environ["API_URL"], headers)
    web.run_app(app, host=HOST, port=int(os.environ["SITE_PORT"]), print=None, access_log=None, shutdown_timeout=2)


if __name__ == "__main__":
    main()
