"""What a WhatsApp text or an exported chat says of progress: proposals and questions. Pure Python, no Django, no clock.

The rules are M1 to M20 (docs/engines/messages.md); every function names the rule that it holds.
"""

from tempa.production.messages.archive import ChatError, Unread, chat_photos, chat_text
from tempa.production.messages.export import attached, messages_of, same_name, words_of
from tempa.production.messages.parse import read_messages, read_progress
from tempa.production.messages.said import (
    Entry,
    Finding,
    Message,
    OpenLot,
    Problem,
    Proposal,
    Question,
    Step,
    Trouble,
)

__all__ = [
    "ChatError",
    "Entry",
    "Finding",
    "Message",
    "OpenLot",
    "Problem",
    "Proposal",
    "Question",
    "Step",
    "Trouble",
    "Unread",
    "attached",
    "chat_photos",
    "chat_text",
    "messages_of",
    "read_messages",
    "read_progress",
    "same_name",
    "words_of",
]
