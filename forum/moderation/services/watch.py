"""Adding and removing watched words."""

from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.viewer import Viewer
from forum.comments.refusal import Refused
from forum.moderation import own_words, policies
from forum.moderation.fold import fold, folded
from forum.moderation.models import WatchedWord, WordAction, WordMode
from forum.moderation.words import WORDS, compile_words
from foundation.branding import settings

OWN: Final = "own"


def add_word(
    word: str,
    *,
    mode: str,
    by: User,
    action: str = WordAction.HOLD,
    note: str = "",
    anyway: bool = False,
) -> WatchedWord:
    """
    Watch a word from now on. Raises ValidationError for what could never be found, or would be
    found everywhere; and, with the code OWN, for what the site's own articles and tags say, unless
    it is meant (`anyway`).
    """
    _allow(by)
    word = " ".join(word.split())
    _check(word, mode)
    if action not in WordAction.values:
        raise ValidationError({"action": _("Please choose what happens.")})
    if not anyway:
        _check_own(word, mode)
    try:
        with transaction.atomic():
            settings.move_mark(WORDS)
            return WatchedWord.objects.create(
                word=word,
                folded=folded(word),
                mode=mode,
                action=action,
                note=note.strip()[:200],
                added_by=by,
            )
    except IntegrityError as error:
        raise ValidationError({"word": _("This word is on the list already.")}) from error


def remove_word(word: WatchedWord, *, by: User) -> bool:
    _allow(by)
    with transaction.atomic():
        settings.move_mark(WORDS)
        removed, _rows = WatchedWord.objects.filter(pk=word.pk).delete()
    return removed > 0


def _allow(by: User) -> None:
    if refusal := policies.moderating_refusal(Viewer.for_user(by)):
        raise Refused(refusal)


def _check_own(word: str, mode: str) -> None:
    """What the site writes about is no sign of anything in what others write."""
    parts = (part.text for part in fold(word.replace("*", " ")).words())
    lexicon = compile_words([(word, mode)])
    count = own_words.count_with(lexicon, core=max(parts, key=len))
    if count:
        sentence = ngettext(
            "Of your own articles and tags, %(count)d holds it, so people will write it here "
            "innocently. Please choose another, or say that it is meant.",
            "Of your own articles and tags, %(count)d hold it, so people will write it here "
            "innocently. Please choose another, or say that it is meant.",
            count,
        )
        raise ValidationError({"word": ValidationError(sentence % {"count": count}, code=OWN)})


def _check(word: str, mode: str) -> None:
    if mode not in WordMode.values:
        raise ValidationError({"mode": _("Please choose how the word is found.")})
    parts = fold(word.replace("*", " ")).words()
    if not parts:
        raise ValidationError({"word": _("Please write a word with at least one letter.")})
    if mode == WordMode.WHOLE and len(parts) > 1:
        raise ValidationError(
            {"word": _("These are several words. Please choose “These words in this order”.")}
        )
    if mode == WordMode.WILDCARD and (
        len(word.split()) > 1 or max(len(part.text) for part in parts) < 3
    ):
        raise ValidationError(
            {"word": _("With a star, please write one word with at least three letters in a row.")}
        )
