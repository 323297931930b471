"""A kind of record for tests: lots of ten units, a form with every sort of question, and a receiver that keeps what came.

What it records is a fact of the ledger that needs nothing else (a kept paper), under the envelope's identity.
"""

from __future__ import annotations

import hashlib
import json

from tempa.desks.frame.door import Here
from tempa.desks.frame.field.described import Choice, Form, Question, Task, Thing
from tempa.desks.frame.field.kinds import Kind, Received
from tempa.ledger.actions import deed
from tempa.ledger.facts import PaperKept
from tempa.ledger.photos import keep_photos_in
from tempa.ledger.rules import Refused

QUESTIONS = (
    Question("guard", "Pelindung puli terpasang", group="A · Kritis", photo="fault"),
    Question("capacity", "Kapasitas", "number", group="B · Fungsi", unit="kg/jam", low="200", least="0", most="2000",
             instruments=(Choice("TIM-1", "Timbangan 1"), Choice("TIM-2", "Timbangan 2"))),
    Question("bolts", "Baut kendur", "count", group="C · Besar", high="2"),
    Question("paint", "Cat", "choice", group="D · Kecil", choices=(Choice("ok", "rata"), Choice("burr", "tergores")), is_optional=True),
    Question("remark", "Keterangan", "text", is_optional=True),
    Question("view", "Foto mesin", "photo"),
)  # fmt: skip
MORE = (
    Question("place", "Tempat bengkel", "point", is_optional=True),
    Question("machines", "Mesin", "rows", is_optional=True, of=(Question("name", "Nama mesin", "text"), Question("works", "Jalan"))),
    Question("owner", "Pemilik", "signature", is_optional=True),
)
SHORT = Form("1", QUESTIONS)


def trial_tasks(_here: Here) -> list[Task]:
    return [
        Task("trial", f"L{lot:04d}", f"Lot L{lot:04d} · Pencacah", ("Bengkel Lembar 03, Lombok Barat",),
             tuple(Thing(f"U{lot}-{n}", f"Unit {n}", "all" if n == 10 else "short", {"lot": lot, "unit": n}) for n in range(1, 11)),
             {"short": SHORT, "all": Form("1", QUESTIONS + MORE)})
        for lot in range(1, 6)
    ]  # fmt: skip


def receive_trial(received: Received) -> None:
    said = json.dumps(received.body, sort_keys=True)
    with deed(received.programme, at=received.at, by=received.person, identity=received.identity) as d:
        digest = hashlib.sha256(said.encode()).hexdigest()
        if d.known(PaperKept, sha256=digest):
            return
        if received.body.get("lot") == 99:
            raise Refused("Unit %(unit)s tidak ada di lot ini.", unit=received.body["unit"])
        d.record(PaperKept(digest, f"uji {received.body['lot']}-{received.body['unit']}", "application/json", len(said)))
        keep_photos_in(d, received.photos, name=f"uji {received.body['lot']}-{received.body['unit']}")


TRIAL = Kind("trial", ("inspector",), trial_tasks, receive_trial)
