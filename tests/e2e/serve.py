"""Serve an application file on a real server: `python serve.py FRAMEWORK PORT FILE`.

The file has an ASGI `app` (asgi, fastapi), a Flask `app`, or Django's `urlpatterns`.
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

HOST = "127.0.0.1"


def load(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("receiver", Path(path))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["receiver"] = module
    spec.loader.exec_module(module)
    return module


def asynchronous(app: Any, port: int) -> None:
    """Serve with uvicorn."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            print("ready", flush=True)

    Server(uvicorn.Config(app, HOST, port, log_level="critical")).run()


def flask(app: Any, port: int) -> None:
    """Serve with werkzeug."""
    import logging

    from werkzeug.serving import make_server as werkzeug_server

    logging.getLogger("werkzeug").disabled = True
    server = werkzeug_server(HOST, port, app, threaded=True)
    print("ready", flush=True)
    server.serve_forever()


class Silent(WSGIRequestHandler):
    """A request handler of the standard library's server without a log."""

    def log_message(self, *_: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        pass


def django(path: str, port: int) -> None:
    """Serve with wsgiref."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    settings.configure(
        ROOT_URLCONF="receiver",
        ALLOWED_HOSTS=["*"],
        LOGGING_CONFIG=None,
        MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
    )
    application = get_wsgi_application()
    load(path)
    with make_server(HOST, port, application, handler_class=Silent) as server:
        print("ready", flush=True)
        server.serve_forever()


def main() -> None:
    """Serve the application of the command line until killed."""
    framework, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    if framework == "django":
        django(path, port)
    elif framework == "flask":
        flask(load(path).app, port)
    else:
        asynchronous(load(path).app, port)


if __name__ == "__main__":
    main()
