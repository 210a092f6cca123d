from forum.moderation.models.appeal import APPEAL_LENGTH, Appeal, AppealOutcome
from forum.moderation.models.batch import Batch
from forum.moderation.models.case import (
    APPEAL,
    AT_RISK,
    BAN,
    CHANGED,
    HELD,
    PROFILE,
    REPORTED,
    SIGN_UP,
    Case,
    CaseStatus,
    Firing,
)
from forum.moderation.models.case_skip import CaseSkip
from forum.moderation.models.claim import OPINION_LENGTH, Claim, Leaning, Opinion
from forum.moderation.models.concern import (
    Concern,
    ConcernSkip,
    ConcernStep,
    HelpLine,
    Level,
    Source,
    StepKind,
)
from forum.moderation.models.decision import (
    REASON_LENGTH,
    UNDO_WITHIN,
    Action,
    Decision,
    DecisionReason,
    Written,
)
from forum.moderation.models.duty import Duty, HandoverNote
from forum.moderation.models.note import NOTE_LENGTH, PersonNote
from forum.moderation.models.observation import Observation
from forum.moderation.models.profile import ProfileStatus, ProfileText
from forum.moderation.models.reply_wanted import HANDED_LENGTH, WAITING, Need, ReplyWanted
from forum.moderation.models.report import REPORT_LENGTH, Report, ReportOrigin, ReportReason
from forum.moderation.models.saved_search import SEARCH_NAME_LENGTH, SavedSearch
from forum.moderation.models.seal_opening import SealOpening
from forum.moderation.models.site import LinkedSite
from forum.moderation.models.spam_model import SpamModel
from forum.moderation.models.strictness import Strictness, Who
from forum.moderation.models.word import TextPrint, WatchedWord, WordAction, WordMode

__all__ = [
    "APPEAL",
    "APPEAL_LENGTH",
    "AT_RISK",
    "BAN",
    "CHANGED",
    "HANDED_LENGTH",
    "HELD",
    "NOTE_LENGTH",
    "OPINION_LENGTH",
    "PROFILE",
    "REASON_LENGTH",
    "REPORTED",
    "REPORT_LENGTH",
    "SEARCH_NAME_LENGTH",
    "SIGN_UP",
    "UNDO_WITHIN",
    "WAITING",
    "Action",
    "Appeal",
    "AppealOutcome",
    "Batch",
    "Case",
    "CaseSkip",
    "CaseStatus",
    "Claim",
    "Concern",
    "ConcernSkip",
    "ConcernStep",
    "Decision",
    "DecisionReason",
    "Duty",
    "Firing",
    "HandoverNote",
    "HelpLine",
    "Leaning",
    "Level",
    "LinkedSite",
    "Need",
    "Observation",
    "Opinion",
    "PersonNote",
    "ProfileStatus",
    "ProfileText",
    "ReplyWanted",
    "Report",
    "ReportOrigin",
    "ReportReason",
    "SavedSearch",
    "SealOpening",
    "Source",
    "SpamModel",
    "StepKind",
    "Strictness",
    "TextPrint",
    "WatchedWord",
    "Who",
    "WordAction",
    "WordMode",
    "Written",
]
