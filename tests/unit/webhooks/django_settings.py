"""Django settings for all tests in this process."""

import tempfile

import django
import django.conf

_FOLDER = tempfile.TemporaryDirectory(prefix="django-")


def configure() -> None:
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
