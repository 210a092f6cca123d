from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.viewer import Viewer
from articles.models import Article
from gateways.portability import queries

LONGEST_NUMBER = 20


@require_safe
def old_comment(request: HttpRequest) -> HttpResponse:
    """
    From an article and the number a comment had on its earlier site to the comment.

    Links to `…#comment-123` never send their end to a server; the article's page asks here.
    """
    viewer = Viewer.of(request)
    number = request.GET.get("id", "")
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        raise Http404
    slug = request.GET.get("article", "").replace("\x00", "")
    article = get_object_or_404(Article.objects.visible_to(viewer), slug=slug)
    comment = queries.comment_of(article, number, viewer)
    if comment is None:
        return HttpResponseRedirect(f"{article.get_absolute_url()}#comments")
    return HttpResponseRedirect(comment.get_absolute_url())
