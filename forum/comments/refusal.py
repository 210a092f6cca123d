from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """A person may not do this. The message is a sentence they can read: what, why, what next."""

    def __init__(self, sentence: str, *, code: str = "", wait_seconds: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.wait_seconds = wait_seconds
