"""What a WhatsApp text or an exported chat says of progress: proposals and questions. Pure Python, no Django, no clock.

The rules are M1 to M20 (docs/engines/messages.md); every function names the rule that it holds.
"""

from tempa.production.messages.export import messages_of
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
    "Entry",
    "Finding",
    "Message",
    "OpenLot",
    "Problem",
    "Proposal",
    "Question",
    "Step",
    "Trouble",
    "messages_of",
    "read_messages",
    "read_progress",
]
