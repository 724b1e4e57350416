from enrolment.models.person import Person

__all__ = ["Person"]
