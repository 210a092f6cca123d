from accounts.models.guest import Guest, GuestAddress, GuestDevice, GuestKind
from accounts.models.letter import Letter
from accounts.models.sanction import Sanction, SanctionKind
from accounts.models.user import Kind, Role, User

__all__ = [
    "Guest",
    "GuestAddress",
    "GuestDevice",
    "GuestKind",
    "Kind",
    "Letter",
    "Role",
    "Sanction",
    "SanctionKind",
    "User",
]
