from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What a guest typed about themselves, checked for shape. Nothing is trusted because of it."""

    name: str
    email: str
    website: str = ""
    device_key: str = ""
