"""A service that does nothing but answer /readyz, to try the launcher with: `python -m support.dummy_service`."""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Ready(BaseHTTPRequestHandler):
    """200 to everything; /exit ends the process with status 3, as a bug would."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.end_headers()
        if self.path == "/exit":
            sys.stdout.write("a bug\n")
            sys.stdout.flush()
            os._exit(3)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Stay quiet."""


if __name__ == "__main__":
    port = int(os.environ.get("STORYREEL_PORT") or os.environ["STORYREEL_HEALTH_PORT"])
    if "STORYREEL_PORT" in os.environ:
        told = Path("told.partial")
        told.write_text(json.dumps(dict(os.environ)))
        told.replace("told.json")
    server = HTTPServer(("127.0.0.1", port), Ready)
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    server.serve_forever()
