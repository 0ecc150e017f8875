"""Settings of the shop."""

SECRET_KEY = "for development only"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["django_shop"]
MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
ROOT_URLCONF = "django_shop.views"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "django.db"}}
