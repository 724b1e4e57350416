"""What the web server loads. DJANGO_SETTINGS_MODULE has no default here: see ltci/celery.py."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
