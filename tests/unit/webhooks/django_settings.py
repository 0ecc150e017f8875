"""Django, set up once for all tests of this process."""

import django
import django.conf


def configure() -> None:
    """Set Django up, unless it is already."""
    if not django.conf.settings.configured:
        django.conf.settings.configure(
            MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"], ALLOWED_HOSTS=["*"]
        )
        django.setup()
