"""Sessions in the database, as Django keeps them, read by a statement that is built once."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from foundation.database.prepared import Prepared

_session = Prepared(lambda key: Session.objects.filter(session_key=key))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = next(iter(_session([self.session_key or ""])), None)
        if found is None or found.expire_date <= timezone.now():
            self._session_key = None
            return None
        return found
