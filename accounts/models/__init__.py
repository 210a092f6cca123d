from accounts.models.board_moderator import BoardModerator
from accounts.models.erasure import Erasure, ErasureChoice
from accounts.models.guest import Guest, GuestAddress, GuestDevice, GuestKind
from accounts.models.letter import Letter
from accounts.models.proof import Proof
from accounts.models.sanction import Sanction, SanctionKind
from accounts.models.user import Kind, Role, User

__all__ = [
    "BoardModerator",
    "Erasure",
    "ErasureChoice",
    "Guest",
    "GuestAddress",
    "GuestDevice",
    "GuestKind",
    "Kind",
    "Letter",
    "Proof",
    "Role",
    "Sanction",
    "SanctionKind",
    "User",
]
