from tests.pages.conftest import client_of, clock, password_alone, scene_at, working_days

__all__ = ["client_of", "clock", "password_alone", "scene_at", "working_days"]
