"""What people sent themselves: by agency, by the code of who looks again, and what they share with others."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from tempa.delivery.models import SentRequest
from tempa.delivery.queries.requests import people_of
from tempa.delivery.rules import Tie, ties
from tempa.ledger.models import Programme
from tempa.ledger.rules import code_from, read_code, read_phone


def sent_requests(programme: Programme, agency: str = "") -> QuerySet[SentRequest]:
    """What people sent themselves, the oldest first."""
    found = SentRequest.objects.filter(programme=programme).select_related("outcome_by").order_by("sent_at", "sent")
    return found.filter(agency=agency) if agency else found


def sent_named(programme: Programme, sent: str) -> SentRequest | None:
    return sent_requests(programme).filter(sent=sent).first()


def sent_code(name: UUID) -> str:
    """The code by which an asker looks again. It follows from the server's secret key, so it need not be kept."""
    return code_from(salted_hmac("tempa.sent_request.code", name.bytes, algorithm="sha256").digest())


def digest_of(code: str) -> str:
    return salted_hmac("tempa.sent_request.digest", code, algorithm="sha256").hexdigest()


def sent_by_code(typed: str) -> SentRequest | None:
    """What was sent under the code that somebody typed."""
    code = read_code(typed)
    return SentRequest.objects.filter(digest=digest_of(code)).select_related("programme", "entry").first() if code else None


def open_from_phone(programme: Programme, phone: str) -> int:
    """How many unanswered requests came from a phone, however it was written."""
    wanted = read_phone(phone)
    return sum(read_phone(p) == wanted for p in sent_requests(programme).filter(outcome="").values_list("phone", flat=True))


def place_among_sent(sent: SentRequest) -> tuple[int, int]:
    """(which place it has among those that its agency has not answered, how many wait)."""
    waiting = SentRequest.objects.filter(programme=sent.programme, agency=sent.agency, outcome="")
    return waiting.filter(entry__sequence__lte=sent.entry.sequence).count(), waiting.count()


def ties_of_sent(programme: Programme, agency: str) -> dict[str, list[Tie]]:
    """Unanswered request -> what it shares with recipients and with others that were sent: NIK, phone, person, or name and village."""
    waiting = list(sent_requests(programme).filter(outcome=""))
    people = people_of(programme) | {
        s.sent: {"name": s.name, "contact": s.contact, "phone": s.phone, "nik": s.nik, "village": s.village} for s in waiting
    }
    found: dict[str, list[Tie]] = {s.sent: [] for s in waiting if s.agency == agency}
    for tie in ties(people):
        for code in tie.recipients:
            if code in found:
                found[code].append(tie)
    return found
