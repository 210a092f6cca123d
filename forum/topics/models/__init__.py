from forum.topics.models.board import Board, BoardAddress
from forum.topics.models.tag import Tag
from forum.topics.models.topic import Topic, TopicKind

__all__ = ["Board", "BoardAddress", "Tag", "Topic", "TopicKind"]
