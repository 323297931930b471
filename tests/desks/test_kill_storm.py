"""Six people change the order while serving processes and the first one are killed: nothing lost, nothing double, chain and tables whole.

Ten seconds; `STORM_SECONDS=30` makes it longer. Each sends a change again, under the same identity, until it is answered.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from django.conf import settings

from tests.desks.browser import ROOT, Server, free_port, way_in
from tests.desks.test_serving import serving
from tests.desks.visitors import Visitor
from tests.homes import DEMO, database_elsewhere

pytestmark = pytest.mark.slow
SECONDS = float(os.environ.get("STORM_SECONDS", "10"))
LEAST_ANSWERED = 24
PEOPLE = ("perencana", "kepala")
COUNT = """
import django, json
django.setup()
from tempa.ledger.models import Entry
from tempa.demand.models import OrderLine
entries = [json.loads(e.body) for e in Entry.objects.filter(kind="OrderChanged").order_by("sequence")]
changes = [(e["fact"], e["values"]["changed"] if "changed" in e["values"] else e["values"]["subject_code"], e["values"]["after"]) for e in entries]
print(json.dumps([changes, {line.line: line.quantity for line in OrderLine.objects.all()}]))
"""


@dataclass
class Sent:
    """A change, and how often it was sent and answered."""

    line: str
    after: str
    times: int = 0
    answered: int = 0


@dataclass
class Client(threading.Thread):
    """Somebody with lines of their own, who sends each change until it is answered, and some once more."""

    port: int
    place: int
    stop: threading.Event
    sent: dict[str, Sent] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.visitor, self.chance = Visitor(self.port, 20), random.Random(self.place)

    def __hash__(self) -> int:
        return self.place

    def run(self) -> None:
        turn = 0
        while not self.stop.is_set():
            turn += 1
            line = f"L{20 * self.place + turn % 20 + 1:04d}"
            self.change(line, str(100 + turn), str(uuid4()))
        self.visitor.hang_up()

    def change(self, line: str, after: str, identity: str) -> None:
        address = f"/park/pesanan/{line}/"
        form = self.patient(lambda: self.visitor.hidden(address, 'name="after"')) | {
            "identity": identity, "change": "quantity", "after": after, "reason": "agency_request", "note": "badai", "paper": "",
        }  # fmt: skip
        sent = self.sent[identity] = Sent(line, after)

        def send() -> int:
            sent.times += 1
            status, text, _to = self.visitor.ask(address, form)
            if status == 302:
                sent.answered += 1
            elif status < 500:
                self.wrong.append(f"{status} {line} {after}: {text[text.find('<main'):][:1500]}")
            return status

        self.patient(send)
        if self.chance.random() < 0.3:  # an answer that did not reach the sender, as it seems to them
            self.patient(send)

    def patient(self, ask):
        """Ask until there is an answer; nobody gives up before five minutes, since a busy machine starts a server slowly."""
        end = time.monotonic() + 300
        while True:
            try:
                found = ask()
                if found and (not isinstance(found, int) or found < 500):
                    return found
            except (OSError, http.client.HTTPException):
                pass
            if time.monotonic() > end:
                raise TimeoutError("the server did not come back")
            time.sleep(0.05)


def storm(server: Server, start, clients: list[Client], seconds: float) -> tuple[Server, Counter[str]]:
    """Kill a serving process now and then, and every fifth time the first one, which is then started again.

    It goes on until so many seconds are over and enough was sent under it, however slow the machine is.
    """
    chance, begun, killed, away = random.Random(7), time.monotonic(), Counter[str](), list[float]()
    while time.monotonic() - begun < seconds or (not is_enough(clients, killed) and time.monotonic() - begun < 60 * seconds):
        time.sleep(chance.uniform(0.3, 1.0))
        if sum(killed.values()) % 5 == 4:
            server.process.kill()
            server.process.wait()
            server.log.close()
            killed["first"] += 1
            begun_again = time.monotonic()
            server = start()
            server.wait()
            away.append(time.monotonic() - begun_again)
        elif left := serving(server):
            os.kill(chance.choice(left), 9)
            killed["serving"] += 1
    print(f"started again by {way_in()[-1]} in {', '.join(f'{seconds:.1f}' for seconds in away)} s")
    return server, killed


def is_enough(clients: list[Client], killed: Counter[str]) -> bool:
    answered = sum(bool(s.answered) for client in clients for s in list(client.sent.values()))
    return answered >= LEAST_ANSWERED and killed["serving"] >= 4 and killed["first"] >= 1


@pytest.fixture
def elsewhere(tmp_path, db):
    """The environment of a database of its own with the demo's order, of the same kind as the tests'."""
    with database_elsewhere(tmp_path, DEMO) as environment:
        yield environment


def test_nothing_is_lost_and_nothing_double_while_processes_are_killed(elsewhere, tmp_path):
    variables = {k: v for k, v in elsewhere.items() if k == "TEMPA_DATABASE_URL"} | {"TEMPA_PROCESSES": "2"}
    port = free_port()

    def start() -> Server:
        return Server(tmp_path, "--empty", variables=variables, port=port)

    server = start()
    server.wait()
    stop = threading.Event()
    clients = [Client(port, place, stop) for place in range(6)]
    try:
        for client in clients:  # one after the other: tries at once would have to wait for each other
            assert client.visitor.sign_in(PEOPLE[client.place % 2]) == 302
        for client in clients:
            client.start()
        server, killed = storm(server, start, clients, SECONDS)
        stop.set()
        for client in clients:
            client.join(600)
        assert not any(client.is_alive() for client in clients)
    finally:
        stop.set()
        server.stop()
    assert [w for client in clients for w in client.wrong] == []
    judged(clients, killed, elsewhere)


def judged(clients: list[Client], killed: Counter[str], environment: dict[str, str]) -> None:
    """What was answered is there once, what is there was sent, and the tables say what the chain says."""
    sent = {identity: s for client in clients for identity, s in client.sent.items()}
    out = subprocess.run([sys.executable, "-c", COUNT], check=True, env=environment, cwd=ROOT, capture_output=True, text=True).stdout
    changes, quantities = json.loads(out)
    answered = {identity for identity, s in sent.items() if s.answered}
    stored = Counter(identity for identity, _line, _after in changes)
    print(f"{len(answered)} answered, {sum(s.times for s in sent.values())} sent, killed {dict(killed)}, {settings.DATABASES['default']['ENGINE']}")
    assert len(answered) >= LEAST_ANSWERED and killed["serving"] >= 4 and killed["first"] >= 1, "no storm"
    assert answered <= set(stored), "lost"
    assert max(stored.values()) == 1, "double"
    assert set(stored) <= set(sent), "nobody sent it"
    assert all((sent[i].line, sent[i].after) == (line, after) for i, line, after in changes)
    last = {line: after for _i, line, after in changes}
    assert {line: str(quantities[line]) for line in last} == last
    verified = subprocess.run([sys.executable, "-m", "tempa.desks.console", "verify"], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout
