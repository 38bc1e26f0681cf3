"""The HTTP API's entry point: `chalice local` and AWS Lambda both look for `app` here."""

import os
import sys

from chalicelib.http.application import create_app
from chalicelib.http.local_server import keep_queries_out_of_its_log
from chalicelib.routes import ROUTES
from chalicelib.services import Services
from shared.adapters.logs import set_up_logs

services = Services(os.environ)
if "package" not in sys.argv:  # `chalice package` imports this file where no configuration is
    set_up_logs(services.config.log_level)
keep_queries_out_of_its_log()
app = create_app(services, ROUTES, os.environ.get("FRONTEND_URL"))
