"""The acts of an application, one module each; importing this package registers all of them."""

from applications.acts.accept import accept
from applications.acts.approve import approve
from applications.acts.close_enquiry import close_enquiry
from applications.acts.lapse import lapse
from applications.acts.open_enquiry import open_enquiry
from applications.acts.precheck import precheck
from applications.acts.refuse import refuse
from applications.acts.request_supplement import request_supplement
from applications.acts.submit import submit
from applications.acts.supplement import supplement
from applications.acts.withdraw import withdraw

__all__ = [
    "accept",
    "approve",
    "close_enquiry",
    "lapse",
    "open_enquiry",
    "precheck",
    "refuse",
    "request_supplement",
    "submit",
    "supplement",
    "withdraw",
]
