from applications.models.application import Application
from applications.models.material import Material

__all__ = ["Application", "Material"]
