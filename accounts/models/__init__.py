from accounts.models.api_token import ApiToken
from accounts.models.appointment import Appointment
from accounts.models.area import Area
from accounts.models.organisation import Organisation
from accounts.models.password_record import PasswordRecord
from accounts.models.user import User

__all__ = ["ApiToken", "Appointment", "Area", "Organisation", "PasswordRecord", "User"]
