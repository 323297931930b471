"""Random deeds by eight writers at once: units and rupiah are conserved at every step, on either database.

`WALK_SECONDS=300 python3 run.py test tests/payment/test_random_deeds.py` walks as long as it is told, from another seed each time.
"""

from __future__ import annotations

import json
import os

import pytest

from tests.homes import DEMO, database_elsewhere
from tests.ledger.test_concurrency import finished, python

pytestmark = pytest.mark.database
WRITERS, STEPS = 8, 12
PREPARED = DEMO + """
from tests.payment.wandering import prepare
prepare()
"""
WALK = """
import sys
import django
django.setup()
from tests.payment.wandering import main
main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
"""


def test_units_and_rupiah_are_conserved_at_every_step(tmp_path):
    seconds = int(os.environ.get("WALK_SECONDS", "0"))
    seed = str(os.getpid()) if seconds else "1"
    with database_elsewhere(tmp_path, PREPARED) as environment:
        told = json.loads(finished(python(WALK, environment, str(WRITERS), str(STEPS), str(seconds), seed)).splitlines()[-1])
    print(seed, told)
    assert told["faults"] == []
    rushed = told["rush"]
    assert {"take", "claim", "approve", "pay"} <= rushed.keys()
    assert all(how == {"done": 1, "refused": WRITERS - 1} for how in rushed.values()), "of eight at once one delivers, claims, approves, pays"
    done = {name.removesuffix(" done") for name in told["did"] if name.endswith(" done")}
    assert len(done) >= 8, "the walk goes somewhere; who comes first differs from run to run, so no kind is asked for"
