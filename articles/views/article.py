"""One article: to read, to rate, to tell the editors something."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.services import voter as voter_cookie
from accounts.viewer import Viewer
from articles import queries
from articles.cards import cards, signed_by
from articles.forms import FeedbackForm, RatingForm
from articles.linked_data import news_article
from articles.models import Article, Rating
from articles.services import feedback as feedback_verb
from articles.services import rate as rate_verb
from articles.services.rate import Voter, rating_of
from articles.settings import follow_links
from articles.views.answers import moved, page_status, public_page, see_other
from forum.comments.refusal import Refused
from forum.comments.views.context import discussion_context, made_of
from forum.notifications import control
from forum.topics.models import Topic
from foundation.limits import buckets, network

# A household or a hospital shares an address, so a block has room for more than one person.
PERSON_LIMIT: Final = (20, 3600)
BLOCK_LIMIT: Final = (120, 3600)


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    found = _seen(request, slug)
    if isinstance(found, HttpResponse):
        return found
    return _show(request, found)


@require_POST
def rate(request: HttpRequest, slug: str) -> HttpResponse:
    """/articles/SLUG/rate/: answers by the page that shows the vote and asks what would help."""
    found = _seen(request, slug)
    if isinstance(found, HttpResponse):
        return found
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _show(request, found, rating_form=form)
    voter = _voter(request)
    try:
        _take(request, voter)
        if not voter.is_known:
            voter = replace(voter, key=voter_cookie.key_for(request))
        rate_verb.rate(found, voter=voter, stars=form.cleaned_data["stars"])
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _show(request, found, rating_form=form, status=_refusal_status(refused))
    return _with_key(see_other(f"{found.get_absolute_url()}?rated=1#rating"), voter)


@require_POST
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """/articles/SLUG/feedback/: the private note that goes with the vote."""
    found = _seen(request, slug)
    if isinstance(found, HttpResponse):
        return found
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _show(request, found, feedback_form=form)
    voter = _voter(request)
    try:
        _take(request, voter)
        feedback_verb.send(found, voter=voter, text=form.cleaned_data["text"])
    except ValidationError as error:
        form.add_error("text" if hasattr(error, "error_dict") else None, error.messages)
        return _show(request, found, feedback_form=form)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _show(request, found, feedback_form=form, status=_refusal_status(refused))
    return see_other(f"{found.get_absolute_url()}?rated=1&noted=1#rating")


def _seen(request: HttpRequest, slug: str) -> Article | HttpResponse:
    found = queries.seen(slug, Viewer.of(request))
    return found if found is not None else moved(Article, slug)


def _show(
    request: HttpRequest,
    found: Article,
    *,
    rating_form: RatingForm | None = None,
    feedback_form: FeedbackForm | None = None,
    status: int | None = None,
) -> HttpResponse:
    failed = rating_form is not None or feedback_form is not None
    rated = "rated" in request.GET or failed
    context = reading_context(request, found)
    context |= _rating_context(request, found, rated=rated)
    if rating_form is not None:
        context["rating_form"] = rating_form
    if feedback_form is not None:
        context["feedback_form"] = feedback_form
    context["problem_form"] = rating_form or feedback_form
    response = public_page(
        request, "articles/article.html", context, status=status or page_status(failed)
    )
    if rated:
        response["Cache-Control"] = "private, no-store"
    return response


def reading_context(request: HttpRequest, found: Article) -> dict[str, Any]:
    """What the page shows besides the rating; the preview at the desk shows the same."""
    viewer = Viewer.of(request)
    url = settings.SITE_URL + found.get_absolute_url()
    around = queries.around(found, viewer)
    source = queries.source_of(found, viewer)
    _made_of_others(request, found, source, around.related)
    context: dict[str, Any] = {
        "article": found,
        "authors": found.signed,
        "signed_by": signed_by(found),
        "tags": around.tags,
        "place": around.place,
        "related": cards(around.related),
        "latest": around.latest,
        "source": source,
        "disclaimer": queries.disclaimer_of(found),
        "url": url,
        "canonical_url": url,
        "site_url": settings.SITE_URL,
        "follow_links": follow_links(),
        "linked_data": news_article(found, url=url, tags=around.tags),
    }
    if found.discussion is not None:
        context |= discussion_context(request, found.discussion)
        context["follow"] = control.of_discussion(viewer, found.discussion)
        if context["page"] is not None:
            context["canonical_url"] = settings.SITE_URL + context["page"].canonical
        if context["disclaimer"]:
            context["before_composer"] = render_to_string(
                "articles/_disclaimer.html", {"text": context["disclaimer"]}
            )
        context["comments_label"] = ngettext(
            "%(count)d comment", "%(count)d comments", found.discussion.comment_count
        ) % {"count": found.discussion.comment_count}
    return context


def _made_of_others(
    request: HttpRequest, found: Article, source: Topic | None, related: list[Article]
) -> None:
    """The page links the topic it grew from, and counts the comments of others."""
    topic = source or found.inspired_by  # a hidden topic may be shown again
    if topic is not None:
        made_of(request, topic.discussion_id)
    for other in related:
        if other.discussion is not None:
            made_of(request, other.discussion.pk)


def _rating_context(request: HttpRequest, found: Article, *, rated: bool) -> dict[str, Any]:
    """
    The vote of a visitor is looked at on the page that follows it, and never on the page that
    everybody shares.
    """
    viewer = Viewer.of(request)
    own: Rating | None = None
    if viewer.user is not None or rated:
        own = rating_of(found, _voter(request))
    note = getattr(own, "feedback", None) if own else None
    return {
        "own_rating": own,
        "just_rated": rated and own is not None,
        "noted": "noted" in request.GET and note is not None,
        "rating_form": RatingForm(initial={"stars": own.stars} if own else None),
        "feedback_form": FeedbackForm(initial={"text": note.text} if note else None),
    }


def _voter(request: HttpRequest) -> Voter:
    viewer = Viewer.of(request)
    if viewer.user is not None:
        return Voter(viewer)
    return Voter(viewer, voter_cookie.key_of(request), network.of(request))


def _with_key(response: HttpResponse, voter: Voter) -> HttpResponse:
    """Lay a visitor's key on their device, or keep it there for longer."""
    if voter.viewer.user is None:
        voter_cookie.keep(response, voter.key)
    return response


def _take(request: HttpRequest, voter: Voter) -> None:
    """Votes are cheap to send: so many an hour from one person, and from one block."""
    origin = network.of(request)
    person = f"user:{voter.viewer.user.pk}" if voter.viewer.user else origin.address_hash
    for name, key, (capacity, seconds) in (
        ("article-rating", person, PERSON_LIMIT),
        ("article-rating-block", origin.block, BLOCK_LIMIT),
    ):
        taken = buckets.take(name, key, capacity=capacity, per_seconds=seconds)
        if not taken.ok:
            wait = max(1, round(taken.wait_seconds))
            raise Refused(
                ngettext(
                    "Many votes came from here in a short time. Please try again in %(count)d "
                    "second.",
                    "Many votes came from here in a short time. Please try again in %(count)d "
                    "seconds.",
                    wait,
                )
                % {"count": wait},
                code="fast",
                wait_seconds=wait,
            )


def _refusal_status(refused: Refused) -> int:
    return HTTPStatus.TOO_MANY_REQUESTS if refused.wait_seconds else HTTPStatus.FORBIDDEN
