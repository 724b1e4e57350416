from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """Django's administration behind the desk's own sign-in."""

    default_site = "accounts.admin_site.DeskAdminSite"
