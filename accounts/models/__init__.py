from accounts.models.guest import Guest, GuestAddress
from accounts.models.letter import Letter
from accounts.models.sanction import Sanction
from accounts.models.user import Kind, Role, User

__all__ = ["Guest", "GuestAddress", "Kind", "Letter", "Role", "Sanction", "User"]
