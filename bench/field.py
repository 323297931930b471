"""`bench field`: many phones come home at once and send what they recorded, while an office goes on working.

    python3 run.py bench field [--phones 50] [--inspections 50] [--photos 3] [--lost 0.0] [--no-write]

Every phone sends its envelopes and photos one after the other, as the field page does; `--lost` is the share of answers that
are lost on the way back, after which it sends the same again. Meanwhile one planner opens pages. Every figure is of one run on
one machine; the phones work on the same cores as the server. Memory is the proportional share (PSS) of all serving processes.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import os
import platform
import random
import sqlite3
import struct
import tempfile
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.load import PAGES, ROOT, prepare

PAUSE = 0.2  # of the planner between two pages
QUIET = 10.0  # seconds of the same pages before the phones come
BASES = 12
FACTS = "SELECT COUNT(*) FROM tempa_paper WHERE media_type = 'application/json' AND name LIKE 'uji %'"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py bench field", description=__doc__)
    parser.add_argument("--phones", type=int, default=50)
    parser.add_argument("--inspections", type=int, default=50)
    parser.add_argument("--photos", type=int, default=3)
    parser.add_argument("--lost", type=float, default=0.0)
    parser.add_argument("--no-write", action="store_true", help="print only")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tempa-field-") as folder:
        found = measured(Path(folder), asked)
    rows = [
        ("phones, inspections each, photos each", f"{asked.phones}, {asked.inspections}, {asked.inspections * asked.photos}"),
        ("answers lost on the way back", f"{asked.lost:.0%}"),
        ("envelopes sent, recorded", f"{asked.phones * asked.inspections}, {found['recorded']}"),
        ("photos sent, kept under their hash", f"{asked.phones * asked.inspections * asked.photos}, {found['photos']}"),
        ("recorded twice, answers that were wrong", f"{found['double']}, {found['wrong']}"),
        ("until the last phone was done", f"{found['seconds']:.0f} s"),
        ("one photo of this size", f"{found['size'] / 1000:.0f} kB"),
        ("a planner's pages before: opened, median, 95 of 100 within", "{}, {:.0f} ms, {:.0f} ms".format(*found["before"])),
        ("a planner's pages meanwhile", "{}, {:.0f} ms, {:.0f} ms".format(*found["pages"])),
        ("most memory of the server", f"{found['memory'] / 1e6:.0f} MB"),
    ]
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    head = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end"
    text = f"# Phones that come home at once\n\n`python3 run.py bench field`; {head}.\n\n| what | figure |\n| --- | --- |\n{table}\n"
    print(text)
    if not asked.no_write:
        (ROOT / "docs" / "benchmarks" / "field.md").write_text(text)
    whole = asked.phones * asked.inspections
    return 0 if found["recorded"] == whole and found["photos"] == whole * asked.photos and not found["wrong"] + found["double"] else 1


def measured(home: Path, asked: Any) -> dict[str, Any]:
    from tests.field.served import TrialServer
    from tests.homes import environment_of

    prepare(home, {})
    server = TrialServer(environment_of(home), home)
    try:
        return storm(server, home, asked)
    finally:
        server.stop()


def storm(server: Any, home: Path, asked: Any) -> dict[str, Any]:
    """All phones at once, a planner beside them, and what the server weighs."""
    from tests.desks.visitors import Visitor

    person = one(home, "SELECT public_id FROM tempa_person WHERE login = 'pemeriksa'")
    crowd = [Visitor(server.port) for _ in range(asked.phones)]
    planner = Visitor(server.port)
    for visitor, login in [(planner, "perencana"), *((phone, "pemeriksa") for phone in crowd)]:
        if visitor.sign_in(login) != 302:
            raise SystemExit("nobody can sign in")
        visitor.hang_up()
    for phone in crowd:
        phone.ask("/pemeriksa/lapangan/tugas/")  # brings the token
    bases = [picture(n) for n in range(BASES)]
    is_over, memory, wrong = threading.Event(), [0], [0]
    pages: list[float] = []
    beside = [
        threading.Thread(target=weigh, args=(server.process.pid, memory, is_over)), threading.Thread(target=read, args=(planner, pages, is_over)),
    ]  # fmt: skip
    phones = [
        threading.Thread(target=send_all, args=(visitor, n, str(UUID(person)), bases, asked, wrong)) for n, visitor in enumerate(crowd)
    ]
    before = quiet(planner)
    began = time.perf_counter()
    for thread in [*beside, *phones]:
        thread.start()
    for thread in phones:
        thread.join()
    seconds = time.perf_counter() - began
    is_over.set()
    for thread in beside:
        thread.join()
    names = kept(home)
    return {
        "recorded": one(home, "SELECT COUNT(*) FROM tempa_envelope WHERE recorded_at IS NOT NULL"), "photos": len(names), "wrong": wrong[0],
        "double": one(home, FACTS) - asked.phones * asked.inspections,
        "seconds": seconds, "size": len(bases[0]), "memory": memory[0],
        "before": summed(before), "pages": summed(pages),
    }  # fmt: skip


def send_all(visitor: Any, place: int, person: str, bases: list[bytes], asked: Any, wrong: list[int]) -> None:
    """One phone: each envelope, then the photos that the server misses, then the envelope again."""
    chance = random.Random(place)
    for number in range(asked.inspections):
        identity = str(UUID(int=place << 64 | 4 << 76 | 0b10 << 62 | number))
        taken = {hashlib.sha256(c).hexdigest(): c for c in (marked(bases[chance.randrange(BASES)], place, number, n) for n in range(asked.photos))}
        text = envelope(identity, person, place, number, list(taken))
        for _round in range(60):
            answer = sent(visitor, "/pemeriksa/lapangan/kirim/", text, "application/json", chance, asked.lost)
            if answer is None:
                continue
            if answer["state"] != "photos":
                wrong[0] += answer["state"] != "recorded"
                break
            for name in answer["missing"]:
                sent(visitor, f"/pemeriksa/lapangan/foto/{identity}/{name}/", taken[name], "image/jpeg", chance, asked.lost)
        else:
            wrong[0] += 1


def sent(visitor: Any, path: str, body: bytes, kind: str, chance: random.Random, lost: float) -> dict[str, Any] | None:
    """The answer; None where it was lost on the way back or is no answer."""
    status, content = post(visitor, path, body, kind)
    if chance.random() < lost or status not in (200, 400):
        return None
    found: dict[str, Any] = json.loads(content)
    return found


def post(visitor: Any, path: str, body: bytes, kind: str) -> tuple[int, bytes]:
    """As the field page sends: the token of its cookie in a header, the bytes as they are."""
    for _try in range(2000):
        if visitor.line is None:
            visitor.line = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=120)
        headers = {"Content-Type": kind, "X-CSRFToken": visitor.cookies.get("csrftoken", ""), "X-Device-Clock": "bench;1"}
        headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in visitor.cookies.items())
        try:
            visitor.line.request("POST", path, body, headers)
            answer = visitor.line.getresponse()
            content = answer.read()
            if answer.status != 503:
                return answer.status, content
            time.sleep(random.uniform(0.3, 1.5))  # the server asks to come again, as it asks a phone
        except (OSError, http.client.HTTPException):
            visitor.hang_up()
            time.sleep(0.2)
    return 0, b""


def envelope(identity: str, person: str, place: int, number: int, photos: list[str]) -> bytes:
    body = {"lot": place, "unit": number, "form": "1", "answers": {"capacity": {"value": "212.5"}, "view": {"photos": photos}}}
    return json.dumps({
        "format": 1, "identity": identity, "kind": "trial", "programme": "NTB-2020-IKM", "person": person, "title": f"{place}-{number}",
        "made_at": "2026-11-08T02:00:00.000Z", "clock": {}, "body": body, "photos": photos,
    }).encode()  # fmt: skip


def picture(seed: int) -> bytes:
    """A photo of the size that the field page makes: 1280 × 960, about a hundred kilobytes."""
    from PIL import Image

    small = Image.frombytes("RGB", (160, 120), random.Random(seed).randbytes(160 * 120 * 3))
    made = BytesIO()
    small.resize((1280, 960), Image.Resampling.BICUBIC).save(made, "JPEG", quality=60)
    return made.getvalue()


def marked(photo: bytes, *marks: int) -> bytes:
    """The same picture under a hash of its own: a part beside it says which one it is."""
    own = struct.pack(f">{len(marks)}I", *marks)
    return photo[:2] + b"\xff\xe2" + struct.pack(">H", len(own) + 2) + own + photo[2:]


def quiet(visitor: Any) -> list[float]:
    """The same pages before the phones come."""
    seconds: list[float] = []
    is_over = threading.Event()
    timer = threading.Timer(QUIET, is_over.set)
    timer.start()
    read(visitor, seconds, is_over)
    return seconds


def summed(seconds: list[float]) -> tuple[int, float, float]:
    """How many, the median and what 95 of 100 stay within, in milliseconds."""
    ordered = sorted(seconds) or [0.0]
    return len(seconds), 1000 * ordered[len(ordered) // 2], 1000 * ordered[int(len(ordered) * 0.95)]


def read(visitor: Any, seconds: list[float], is_over: threading.Event) -> None:
    """A planner opens one page after the other."""
    for turn in range(10**6):
        if is_over.wait(PAUSE):
            return
        began = time.perf_counter()
        visitor.ask(PAGES[turn % len(PAGES)])
        seconds.append(time.perf_counter() - began)


def weigh(process: int, most: list[int], is_over: threading.Event) -> None:
    while not is_over.wait(0.5):
        most[0] = max(most[0], sum(map(pss, family(process))))


def family(process: int) -> list[int]:
    """A process and all that came from it."""
    found = [process]
    for one_of in found:
        with suppress(OSError):
            for task in Path(f"/proc/{one_of}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split() if int(child) not in found]
    return found


def pss(process: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def one(home: Path, sql: str) -> Any:
    with sqlite3.connect(home / "tempa.sqlite3") as db:
        return db.execute(sql).fetchone()[0]


def kept(home: Path) -> list[str]:
    """Photos that the chain names and whose file is what its name says."""
    with sqlite3.connect(home / "tempa.sqlite3") as db:
        names = [name for (name,) in db.execute("SELECT sha256 FROM tempa_paper WHERE media_type = 'image/jpeg' AND name LIKE 'uji %'")]
    place = home / "papers"
    return [name for name in names if hashlib.sha256((place / name[:2] / name).read_bytes()).hexdigest() == name]

