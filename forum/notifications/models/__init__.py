from forum.notifications.models.channel import BRANCH, DISCUSSION, Channel
from forum.notifications.models.delivery import Delivery, DeliveryStatus
from forum.notifications.models.notice import Notice
from forum.notifications.models.preferences import DigestEvery, Discreet, Preferences
from forum.notifications.models.subscription import Level, Origin, Subscription
from forum.notifications.models.suppression import Suppression, SuppressionReason
from forum.notifications.models.window import Window, WindowKind

__all__ = [
    "BRANCH",
    "DISCUSSION",
    "Channel",
    "Delivery",
    "DeliveryStatus",
    "DigestEvery",
    "Discreet",
    "Level",
    "Notice",
    "Origin",
    "Preferences",
    "Subscription",
    "Suppression",
    "SuppressionReason",
    "Window",
    "WindowKind",
]
