"""What others may read of the ledger."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from tempa.ledger.facts import KINDS, LONGEST_SUBJECT, ROW_KINDS, TABLES
from tempa.ledger.models import (
    ChainHead,
    Entry,
    EntrySubject,
    FailedSignIn,
    Invitation,
    LinkHolder,
    LinkTrace,
    Paper,
    Person,
    Programme,
    ProgrammeKey,
    RefusedDouble,
    Role,
    Row,
    WorkLink,
)
from tempa.ledger.rules import FIRST_PREVIOUS, HeldLink, first_fault, may_be_second_hand
from tempa.values.period import WITA, ZONES, Calendar
from tempa.values.programme import programme_sha256

Tables = dict[str, list[dict[str, str]]]


def programmes_of(person: Person) -> QuerySet[Programme]:
    """The programmes in which a person has a role."""
    return Programme.objects.filter(pk__in=Role.objects.filter(person=person).values("programme")).order_by("code")


@dataclass(frozen=True)
class Seat:
    """A role that a person holds now, its programme, and how far the programme's chain has come."""

    role: Role
    programme: Programme
    size: int
    digest: bytes
    kinds: dict[str, list[int]]  # kind of fact -> how many there are, number of the last


# Every page asks for this first: who is signed in, and where they may sit. Written out, it takes a tenth of the time that the
# four queries took which it replaces.
PERSON_WITH_SEATS = """
    SELECT person.id, person.password, person.last_login, person.public_id, person.login, person.name, person.is_active,
        person.demo, person.may_found, role.id, role.programme_id, role.desk, role.subject,
        programme.code, programme.demo, programme.clock, head.size, head.digest, head.kinds
    FROM tempa_person person
    LEFT JOIN tempa_role role ON role.person_id = person.id
    LEFT JOIN tempa_programme programme ON programme.id = role.programme_id
    LEFT JOIN tempa_chainhead head ON head.programme_id = role.programme_id
    WHERE person.id = %s
    ORDER BY programme.code, role.desk, role.subject
"""
OF_PERSON = ("id", "password", "last_login", "public_id", "login", "name", "is_active", "demo", "may_found")


def signed_in(key: int) -> Person | None:
    """The person of this number, read together with their seats, which `seats_of` gives out once."""
    found = with_seats(key)
    if found is None:
        return None
    person, seats = found
    person.read_with_seats = seats
    return person


def seats_of(person: Person) -> list[Seat]:
    """Every role of a person in every programme, by programme, desk and subject; read anew, so that a revoked one is gone at once."""
    seats: list[Seat] | None = person.read_with_seats
    if seats is not None:
        person.read_with_seats = None
        return seats
    found = with_seats(person.pk)
    return found[1] if found else []


def with_seats(key: int) -> tuple[Person, list[Seat]] | None:
    with connection.cursor() as cursor:
        cursor.execute(PERSON_WITH_SEATS, [key])
        rows = cursor.fetchall()
    if not rows:
        return None
    person = Person.from_db(connection.alias, OF_PERSON, person_in(rows[0]))
    held = [row[len(OF_PERSON) :] for row in rows if row[len(OF_PERSON)] is not None]
    programmes = {pk: Programme(id=pk, code=code, demo=bool(demo), clock=moment_in(clock)) for _, pk, _, _, code, demo, clock, *_ in held}
    return person, [
        Seat(
            Role(id=pk, programme=programmes[programme], person=person, desk=desk, subject=subject),
            programmes[programme], size, bytes(digest), json.loads(kinds),
        )
        for pk, programme, desk, subject, _, _, _, size, digest, kinds in held
    ]  # fmt: skip


def person_in(row: Sequence[Any]) -> list[Any]:
    """The columns of a person as the database itself gives them, as a model has them."""
    key, password, last_login, public_id, login, name, *marks = row[: len(OF_PERSON)]
    return [key, password, moment_in(last_login), UUID(str(public_id)), login, name, *map(bool, marks)]


@cache
def kinds_of(*rooms: str) -> frozenset[str]:
    """The kinds of facts that rooms declare; "rows" stands for the ledger's own that state rows of the programme's tables."""
    found = {room: frozenset(k for k, fact in KINDS.items() if fact.__module__.split(".")[1] == room) for room in rooms}
    found |= {"rows": frozenset(ROW_KINDS) & kinds_of("ledger")} if "rows" in rooms else {}
    if unknown := [room for room, kinds in found.items() if not kinds]:
        raise ValueError(f"no facts are declared by {', '.join(unknown)}")
    return frozenset().union(*found.values())


def moment_in(column: datetime | None) -> datetime | None:
    """A moment as the database itself gives it: SQLite keeps it in UTC and does not say so."""
    return column.replace(tzinfo=UTC) if column is not None and column.tzinfo is None else column


def roles_of(person: Person, programme: Programme) -> list[Role]:
    return list(Role.objects.filter(person=person, programme=programme).order_by("desk", "subject"))


def role_held(person: Person, key: str) -> Role | None:
    """The role of this number, where it is this person's."""
    return Role.objects.filter(person=person, pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 18 else None


def invitations_of(people: Iterable[Person]) -> dict[int, Invitation]:
    """The last link of each of these people who ever had one, by the person's key."""
    found = Invitation.objects.filter(person__in=[p.pk for p in people]).select_related("issued_by").order_by("pk")
    return {i.person_id: i for i in found}


def passwords_from_the_console(programme: Programme) -> dict[str, datetime]:
    """When last the password of a person was set, not chosen by a link, at the server's console; by their public number."""
    found = Entry.objects.filter(programme=programme, kind="PasswordChosen")
    return dict(found.filter(body__contains='"place":"console"').order_by("sequence").values_list("subject", "at"))


def desks_of(person: Person, programme: Programme) -> set[str]:
    return set(Role.objects.filter(programme=programme, person=person).values_list("desk", flat=True))


def people_who_acted(programme: Programme) -> QuerySet[Person]:
    """Everybody with an entry or a role in the programme."""
    acted = Q(pk__in=Entry.objects.filter(programme=programme).values("by").distinct())
    return Person.objects.filter(acted | Q(pk__in=Role.objects.filter(programme=programme).values("person"))).order_by("pk")


def seats_ever(programme: Programme) -> dict[int, tuple[str, str]]:
    """Person -> (desk, whom they spoke for) of the role, or the link, that they had last, also where it was taken back since."""
    numbers = {str(public_id): pk for public_id, pk in Person.objects.values_list("public_id", "pk")}
    given = WorkLink.objects.filter(programme=programme).values_list("link", "desk", "organisation")
    links = {str(link): (desk, code) for link, desk, code in given}
    seats = {}
    found = Entry.objects.filter(programme=programme, kind__in=["RoleGranted", "LinkTaken"]).order_by("sequence")
    for kind, body in found.values_list("kind", "body"):
        values = json.loads(body)["values"]
        if values["person"] in numbers:
            seats[numbers[values["person"]]] = links[values["link"]] if kind == "LinkTaken" else (values["desk"], values["subject_code"])
    return seats


def held_links(programme: Programme, person: Person, at: datetime) -> frozenset[HeldLink]:
    """The links at which this person has said who they are, and that work at this moment."""
    taken = LinkHolder.objects.filter(programme=programme, person=person).values("link")
    found = WorkLink.objects.filter(programme=programme, link__in=taken, revoked_at=None, expires_at__gt=at)
    return frozenset(HeldLink(str(w.link), w.purpose, w.matter, w.organisation) for w in found)


def work_links(programme: Programme, *, purpose: str, matter: str = "") -> QuerySet[WorkLink]:
    """The links for one purpose about one thing, the newest first; those that ended are among them."""
    found = WorkLink.objects.filter(programme=programme, purpose=purpose, matter=matter)
    return found.select_related("issued_by").order_by("-issued_at", "organisation")


def work_link_named(programme: Programme, link: UUID) -> WorkLink | None:
    return WorkLink.objects.filter(programme=programme, link=link).first()


def link_holders(programme: Programme, links: Iterable[UUID]) -> dict[UUID, list[LinkHolder]]:
    """Link -> who has said there who they are, the latest first."""
    found: dict[UUID, list[LinkHolder]] = {}
    for holder in LinkHolder.objects.filter(programme=programme, link__in=list(links)).select_related("person").order_by("-at", "-pk"):
        found.setdefault(holder.link, []).append(holder)
    return found


def link_traces(links: Iterable[UUID]) -> dict[UUID, LinkTrace]:
    return LinkTrace.objects.in_bulk(list(links))


LINK_KINDS = ("LinkIssued", "LinkTaken", "LinkRevoked")


def link_uses(programme: Programme, links: Iterable[UUID]) -> dict[UUID, tuple[int, datetime]]:
    """Link -> how many facts were done through it, and when the last."""
    subjects = {f"link:{link}": link for link in links}
    used = EntrySubject.objects.filter(programme=programme, subject__in=list(subjects)).exclude(entry__kind__in=LINK_KINDS)
    counted = used.values("subject").annotate(n=Count("pk"), last=Max("entry__at"))
    return {subjects[row["subject"]]: (row["n"], row["last"]) for row in counted}


def link_phones(programme: Programme) -> dict[str, str]:
    """Organisation -> the phone that was last given for it, by who issued a link or by who used one; none where it is not known."""
    issued = list(WorkLink.objects.filter(programme=programme).values_list("issued_at", "link", "organisation", "phone"))
    codes = {link: code for _, link, code, _ in issued}
    told = [(at, code, phone) for at, _, code, phone in issued]
    told += [(at, codes[link], phone) for at, link, phone in LinkHolder.objects.filter(programme=programme).values_list("at", "link", "phone")]
    return {code: phone for _, code, phone in sorted(told) if phone}


def people_of(programme: Programme) -> QuerySet[Role]:
    return Role.objects.filter(programme=programme).select_related("person", "entry__by").defer("entry__body").order_by("desk", "person__name")


def hands_behind(programme: Programme, person: Person, desks: Collection[str]) -> list[frozenset[int]]:
    """For each role of a person at `desks`, who stands behind it: who gave it, and who sent the link of their password.

    Takes keys of people, as `may_be_second_hand` compares them. What was given while a demo programme was founded was given
    by nobody in it: its people are all made up by the same hand.
    """
    founded = Entry.objects.filter(programme=programme, sequence=1).values_list("at", flat=True).first()
    used = Invitation.objects.filter(person=person, used_at__isnull=False).order_by("-used_at").first()
    sender = {used.issued_by_id} if used and used.issued_by_id else set()
    given = Role.objects.filter(programme=programme, person=person, desk__in=desks, entry__isnull=False)
    return [
        frozenset(sender | (set() if programme.demo and at == founded else {by}))
        for by, at in given.values_list("entry__by", "entry__at")
    ]


def second_hands(programme: Programme, first: Person, desks: Collection[str]) -> tuple[list[Person], list[Person]]:
    """Who may decide at `desks` on what `first` puts forward; and who may not, because `first` let them in."""
    others = Person.objects.filter(
        is_active=True, pk__in=Role.objects.filter(programme=programme, desk__in=desks).values("person")
    ).exclude(pk=first.pk)
    may: list[Person] = []
    may_not: list[Person] = []
    for person in others.order_by("name"):
        fits = may_be_second_hand(first.pk, person.pk, hands_behind(programme, person, desks))
        (may if fits else may_not).append(person)
    return may, may_not


def failed_sign_ins(logins: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Failed tries to sign in of the last month by name, most first: login, times, sources, last. None: all names."""
    found = FailedSignIn.objects.all() if logins is None else FailedSignIn.objects.filter(login__in=list(logins))
    counted = found.values("login").annotate(times=Count("pk"), sources=Count("source", distinct=True), last=Max("at"))
    return [dict(row) for row in counted.order_by("-times", "login")]


def setting_values(programme: Programme) -> dict[str, str]:
    """The keys of the table `programme`."""
    return dict(ProgrammeKey.objects.filter(programme=programme).values_list("name", "value"))


def calendar_of(programme: Programme) -> Calendar:
    """The weeks of a programme; an empty programme has one, in January 2020."""
    settings = setting_values(programme)
    start = settings.get("start_date")
    return Calendar(date.fromisoformat(start) if start else date(2020, 1, 1), int(settings.get("weeks") or 1))


def zone_of(programme: Programme) -> tzinfo:
    """The time zone of the country that a programme lies in: the key `time_zone` of its table `programme`, else WITA."""
    return ZONES.get(setting_values(programme).get("time_zone", ""), WITA)


def tables_of(programme: Programme) -> Tables:
    """The whole programme as it stands today, in the shape of the programme folder."""
    return {table: [dict(c) for c in rows(programme, table).values_list("cells", flat=True)] for table in TABLES}


def programme_hash(programme: Programme) -> str:
    """The hash of the programme folder as it stands; worked out once for each state of the rows."""
    state = state_of_rows(programme)
    if state not in _hashes:
        while len(_hashes) >= MOST_HASHES:
            _hashes.pop(next(iter(_hashes)))
        _hashes[state] = programme_sha256(tables_of(programme))
    return _hashes[state]


def state_of_rows(programme: Programme) -> tuple[int, bytes]:
    """What changes whenever a row of the programme folder does: the programme, and the hash of the entry that last changed one."""
    kinds = ChainHead.objects.values_list("kinds", flat=True).get(programme=programme)
    last = max((kinds[kind][1] for kind in ROW_KINDS if kind in kinds), default=0)
    digest = Entry.objects.filter(programme=programme, sequence=last).values_list("digest", flat=True).first()
    return programme.pk, bytes(digest or b"")


_hashes: dict[tuple[int, bytes], str] = {}
MOST_HASHES = 16


def rows(programme: Programme, table: str) -> QuerySet[Row]:
    return TABLES[table]._default_manager.filter(programme=programme).order_by("position")


def keys_in_order(programme: Programme, table: str) -> list[str]:
    return list(rows(programme, table).values_list("key", flat=True))


def chain_head(programme: Programme) -> tuple[int, bytes]:
    """How many entries the chain has, and its last hash."""
    size, digest = ChainHead.objects.values_list("size", "digest").get(programme=programme)
    return size, bytes(digest)


def last_sequence(programme: Programme) -> int:
    """The number of the last entry that is there, whatever the head says."""
    return int(Entry.objects.filter(programme=programme).aggregate(last=Max("sequence"))["last"] or 0)


def deed_end(programme: Programme, sequence: int) -> int:
    """The number of the last entry of the deed that this entry is of: entries of one deed follow each other and share moment and person."""
    one = Entry.objects.get(programme=programme, sequence=sequence)
    later = Entry.objects.filter(programme=programme, sequence__gt=sequence).order_by("sequence")
    other = later.exclude(at=one.at, by=one.by_id).values_list("sequence", flat=True).first()
    return (other or last_sequence(programme) + 1) - 1


def has_demo_people() -> bool:
    return Person.objects.filter(demo=True, is_active=True).exists()


def demo_logins() -> list[str]:
    """The sign-in names of the people of examples, in the order in which they were added."""
    return list(Person.objects.filter(demo=True, is_active=True).order_by("pk").values_list("login", flat=True))


def person_named(login: str) -> Person | None:
    return Person.objects.filter(login=login).first()


def people() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True).order_by("name")


def programme_named(code: str) -> Programme | None:
    return Programme.objects.filter(code=code).first()


def demo_programme() -> Programme | None:
    return Programme.objects.filter(demo=True).first()


def all_programmes() -> QuerySet[Programme]:
    return Programme.objects.order_by("code")


def last_moments(programme: Programme) -> tuple[datetime | None, datetime | None]:
    """When the last entry says that it happened, and the server's own moment of it (of an example that has its own time)."""
    found = Entry.objects.filter(programme=programme).order_by("-sequence").values_list("at", "recorded_at").first()
    return found or (None, None)


def last_change(programme: Programme) -> datetime | None:
    return Entry.objects.filter(programme=programme).order_by("-sequence").values_list("at", flat=True).first()


def entries_of(programme: Programme, *, subject: str = "", kind: str = "") -> QuerySet[Entry]:
    """The entries of a programme, newest first."""
    found = Entry.objects.filter(programme=programme).select_related("by").order_by("-sequence")
    if subject:
        further = EntrySubject.objects.filter(programme=programme, subject=subject).values("entry")
        found = found.filter(Q(subject=subject) | Q(pk__in=further))
    return found.filter(kind=kind) if kind else found


def entries_about(programme: Programme, subjects: Iterable[str]) -> QuerySet[Any]:
    """The entries about any of these, in the order of the chain, as `listed` shows them."""
    asked = [subject[:LONGEST_SUBJECT] for subject in subjects]
    further = EntrySubject.objects.filter(programme=programme, subject__in=asked).values("entry")
    found = Entry.objects.filter(Q(subject__in=asked) | Q(pk__in=further), programme=programme)
    return listed(found.order_by("sequence"))


def is_recorded(programme: Programme, identity: UUID | None) -> bool:
    """Whether a fact of this identity stands in the programme's chain."""
    return identity is not None and Entry.objects.filter(programme=programme, pk=identity).exists()


def listed(entries: QuerySet[Entry]) -> QuerySet[Any]:
    """Entries as a list shows them: `fact`, `sequence`, `at`, `kind`, `subject`, `digest` and `by__name` alone."""
    return entries.values_list("fact", "sequence", "at", "kind", "subject", "digest", "by__name", named=True)


def papers_of(programme: Programme) -> QuerySet[Paper]:
    return Paper.objects.filter(programme=programme).order_by("-pk")


def doubles_of(programme: Programme) -> QuerySet[RefusedDouble]:
    return RefusedDouble.objects.filter(programme=programme).select_related("by").order_by("-pk")


def chain_fault(programme: Programme, after: tuple[int, bytes] = (0, FIRST_PREVIOUS)) -> tuple[int, str] | None:
    """Where the chain breaks, read from the database as it is; None when it holds up to its head.

    `after`: number and hash of an entry up to which it was read already; only what stands behind it is read.
    """
    entries = Entry.objects.filter(programme=programme, sequence__gt=after[0]).order_by("sequence")
    links = (
        (s, b, bytes(p), bytes(d))
        for s, b, p, d in entries.values_list("sequence", "body", "previous", "digest").iterator()
    )
    fault = first_fault(links, after)
    head = ChainHead.objects.get(programme=programme)
    if fault is None and head.size != last_sequence(programme):
        return head.size, "entries are missing at the end"
    return fault


def entries_with_digest(programme: Programme, beginning: str) -> list[Entry]:
    """The entries whose hash begins with these hex digits (at most 64); one, as good as always."""
    low, high = (bytes.fromhex(beginning.ljust(64, end)) for end in "0f")
    found = Entry.objects.filter(programme=programme, digest__gte=low, digest__lte=high)
    return list(found.select_related("by").order_by("sequence"))


def paper_named(programme: Programme, sha256: str) -> Paper | None:
    return Paper.objects.filter(programme=programme, sha256=sha256).select_related("entry", "entry__by").first()


def kept_papers(programme: Programme, names: Iterable[str]) -> set[str]:
    """Which of these are the SHA-256 of a paper that the programme keeps."""
    return set(Paper.objects.filter(programme=programme, sha256__in=list(names)).values_list("sha256", flat=True))


def doubles_beside(programme: Programme, fact: UUID) -> QuerySet[RefusedDouble]:
    """What was refused under the name of an entry, oldest first."""
    return RefusedDouble.objects.filter(programme=programme, fact=fact).select_related("by").order_by("pk")


def double_with_entry(programme: Programme, number: int) -> tuple[RefusedDouble, Entry | None] | None:
    """A refused double and the entry that bears the name, which may be of another programme."""
    double = RefusedDouble.objects.filter(programme=programme, pk=number).select_related("by").first()
    if double is None:
        return None
    return double, Entry.objects.filter(pk=double.fact).select_related("by", "programme").first()
