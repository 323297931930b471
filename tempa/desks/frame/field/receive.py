"""What comes from a phone: an envelope is read, kept, completed by its photos, and recorded once by its kind's own action."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tempa.desks.frame.door import Here
from tempa.desks.frame.field.clock import when_made
from tempa.desks.frame.field.kinds import Kind, Received
from tempa.desks.frame.field.registered import KINDS
from tempa.desks.frame.speech import spoken
from tempa.ledger import envelopes, photos
from tempa.ledger import queries as ledger_queries
from tempa.ledger.rules import Refused, Twice

FORMAT = 1
READERS = (1,)  # formats of envelopes that phones may still hold; none is ever taken away
MOST_BYTES, MOST_PHOTOS = 400_000, 60
SHA256 = re.compile("[0-9a-f]{64}")
log = logging.getLogger("tempa")


@dataclass(frozen=True)
class Letter:
    """An envelope as it can be read: `text` is what came, to the byte."""

    text: str
    identity: UUID
    kind: str
    programme: str
    person: str
    title: str
    made_at: datetime | None
    clock: Mapping[str, object]
    body: Mapping[str, object]
    photos: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What the phone is told: `state` decides what it does, `why` is for the person, `missing` are photos to send first."""

    state: str  # recorded, photos, refused, double, confirm
    why: str = ""
    missing: Sequence[str] = ()


def read_letter(content: bytes) -> Letter:
    """The envelope in these bytes. Refuses what is none, in a sentence."""
    if len(content) > MOST_BYTES:
        raise Refused("Kiriman ini %(n)s kB; paling besar %(most)s kB. Foto dikirim terpisah.", n=len(content) // 1000, most=MOST_BYTES // 1000)
    try:
        text = content.decode()
        said = json.loads(text, parse_constant=no_number, parse_float=no_number)
        known = said["format"] in READERS
        names = tuple(said["photos"])
        if not isinstance(said["body"], dict) or not isinstance(said["clock"], dict):
            raise TypeError
        letter = Letter(
            text=text, identity=UUID(said["identity"]), kind=str(said["kind"]), programme=str(said["programme"]), person=str(said["person"]),
            title=str(said.get("title", "")), made_at=moment_in(said.get("made_at")), clock=said["clock"], body=said["body"], photos=names,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused("Kiriman ini tidak dapat dibaca. Simpan antrean ke berkas di HP, lalu serahkan kepada taman sains.") from None
    if not known:
        raise Refused("Kiriman ini dari program yang lebih baru daripada server ini. Simpan antrean; minta pengelola memperbarui server.")
    if len(names) > MOST_PHOTOS or not all(isinstance(name, str) and SHA256.fullmatch(name) for name in names):
        raise Refused("Daftar foto kiriman ini tidak benar; paling banyak %(most)s foto.", most=MOST_PHOTOS)
    if letter.kind not in KINDS:
        raise Refused("Jenis kiriman %(kind)s tidak dikenal di sini.", kind=letter.kind[:40])
    return letter


def no_number(said: str) -> object:
    """Measures are text: a number with a fraction may change on its way from one program to another."""
    raise ValueError(said)


def moment_in(said: object) -> datetime | None:
    """What the phone's clock said; none where that is no moment (a clock may say anything)."""
    try:
        moment = datetime.fromisoformat(str(said).replace("Z", "+00:00"))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def take_in(here: Here, letter: Letter, *, sent: Mapping[str, object], received_at: datetime) -> Answer:
    """Keep an envelope and record it, where it is whole and its sender is who recorded it."""
    kind = KINDS[letter.kind]
    if here.programme.code != letter.programme:
        raise Refused(
            "Kiriman ini untuk program %(wanted)s, sedangkan yang dipilih %(chosen)s. Pilih program itu di kanan atas halaman meja, lalu kirim lagi.",
            wanted=letter.programme[:40], chosen=here.programme.code,
        )  # fmt: skip
    person = recorder_of(here, letter)
    if person.pk == here.person.pk and here.role not in kind.desks:
        raise Refused("Kiriman ini bukan untuk meja Anda di program %(programme)s.", programme=here.programme.code)
    made = when_made(letter.made_at, letter.clock, sent, received_at)
    kept = envelopes.Sent(
        letter.identity, letter.kind, letter.text, letter.title, letter.made_at,
        {**noted(letter.clock), "worked_out": made.at.isoformat(), "from": made.by},
    )  # fmt: skip
    row = envelopes.keep_envelope(here.programme, kept, person=person, by=here.person, at=received_at)
    return settle(here, kind, letter, row)


def noted(clock: Mapping[str, object]) -> dict[str, object]:
    """What a phone may say of time, and nothing else."""
    return {name: clock[name] for name in ("load", "ticks", "ahead", "zone") if isinstance(clock.get(name), int | str) and len(str(clock[name])) < 60}


def recorder_of(here: Here, letter: Letter) -> ledger_queries.Person:
    """Who recorded it: the sender, or somebody of the programme for whom the sender brings it."""
    if letter.person == str(here.person.public_id):
        return here.person
    found = envelopes.person_of_programme(here.programme, letter.person)
    if found is None:
        raise Refused("Kiriman ini dicatat oleh orang yang tidak dikenal di program %(programme)s.", programme=here.programme.code)
    return found


def settle(here: Here, kind: Kind, letter: Letter, row: ledger_queries.Envelope) -> Answer:
    """Say what becomes of a kept envelope: recorded already, waiting, refused, or recorded now."""
    if row.recorded_at is not None:
        return Answer("recorded")
    if missing := photos.missing_photos(letter.photos):
        return Answer("photos", missing=missing)
    if envelopes.is_double(row):
        return Answer("double", _("Kiriman dengan nama yang sama sudah datang dengan isi lain. Keduanya disimpan; taman sains memutuskan."))
    if row.person_id != here.person.pk:
        return Answer("confirm", _("Disimpan di server. Menunggu %(name)s membenarkan bahwa ini catatannya.") % {"name": row.person.name})
    try:
        kind.receive(Received(
            here.programme, here.person, here.now, letter.identity, letter.body, letter.photos, made_at(here, row), row.received_at,
        ))  # fmt: skip
    except Twice as refused:
        return Answer("double", spoken(refused))
    except Refused as refused:
        return refuse(row, spoken(refused))
    except (KeyError, TypeError, ValueError, AttributeError):  # a body that its room cannot read: kept, and no phone sends it for ever
        log.exception("envelope %s of kind %s", letter.identity, kind.name)
        return refuse(row, _("Isi kiriman ini tidak dapat dibaca server. Sudah disimpan; beri tahu taman sains."))
    envelopes.note_recorded(row, at=here.now)
    return Answer("recorded")


def made_at(here: Here, row: ledger_queries.Envelope) -> datetime:
    """When it was recorded, as it was worked out when it first came: sent again it says the same. In an example, in the example's time."""
    worked_out = datetime.fromisoformat(row.clock["worked_out"])
    return worked_out if here.programme.clock is None else here.now - (row.received_at - worked_out)


def refuse(row: ledger_queries.Envelope, why: str) -> Answer:
    envelopes.note_refused(row, why)
    return Answer("refused", why)


def confirm(here: Here, row: ledger_queries.Envelope) -> Answer:
    """The recorder says that what somebody else brought is theirs."""
    letter = read_letter(row.content.encode())
    return settle(here, KINDS[letter.kind], letter, row)
