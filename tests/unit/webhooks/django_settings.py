"""Django, set up once for all tests of this process."""

import tempfile

import django
import django.conf

_FOLDER = tempfile.TemporaryDirectory(prefix="django-")


def configure() -> None:
    """Set Django up, unless it is already."""
    if not django.conf.settings.configured:
        django.conf.settings.configure(
            MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
            ALLOWED_HOSTS=["*"],
            DATABASES={
                "default": {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": f"{_FOLDER.name}/django.db",
                },
            },
        )
        django.setup()
