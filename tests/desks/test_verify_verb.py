"""`run.py verify`: what holds or what does not, in both languages, with a status that a script can read; also while others write."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from tempa.desks.console import verify
from tempa.desks.frame import verdicts
from tempa.registry.models import Offer
from tests.forks import in_turn
from tests.ledger.history import tell
from tests.ledger.test_concurrency import WRITER, elsewhere, finished, python

__all__ = ["elsewhere"]


@pytest.fixture
def small(person, monkeypatch):
    monkeypatch.setattr(verify, "set_up", lambda: None)
    return tell(person)


def test_all_is_well(small, capsys):
    assert verify.main(["SEJARAH"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("— SEJARAH\nSemuanya cocok dengan rantai. / Everything fits the chain.\nDibaca: ")
    held = verdicts.kept(small)
    assert held is not None and held[0].faults == [], "the auditor's page shows it too"


def test_every_programme_is_checked_and_a_fault_is_named(small, capsys):
    offer = Offer.objects.filter(programme=small).first()
    Offer.objects.filter(pk=offer.pk).update(unit_price=7)
    assert verify.main([]) == 1
    said = capsys.readouterr().out
    assert "— NTB-2020-IKM\nSemuanya cocok" in said
    assert f"✗ tempa_offer, key {offer.key}: kolom unit_price berisi 7, menurut rantai {offer.unit_price} (#" in said
    assert f"/ tempa_offer, key {offer.key}: column unit_price holds 7, the chain says {offer.unit_price} (#" in said


def test_an_unknown_programme_is_named_with_those_there_are(small, capsys):
    assert verify.main(["NIX"]) == 2
    assert "Program NIX tidak ada; yang ada: NTB-2020-IKM, SEJARAH." in capsys.readouterr().err


CHECK = "import sys; from tempa.desks.console.verify import main; sys.exit(main(['RAMAI']))"


def test_while_others_write_it_sees_one_moment_and_nobody_waits(elsewhere):
    """A check that read entries and tables at different moments would find faults that are none."""
    writer = python(WRITER, elsewhere, str(uuid4()), "100000", "a")
    try:
        sizes = []
        while len(set(sizes)) < 3 and len(sizes) < 50:  # on a busy machine the writer may stand still between two checks
            said = in_turn(CHECK, elsewhere, *[()] * 3)
            sizes += [int(re.search(r"Dibaca: ([0-9.]+) catatan", one).group(1).replace(".", "")) for one in said]
        assert writer.poll() is None and len(set(sizes)) >= 3 and sizes == sorted(sizes)
    finally:
        writer.kill()
        writer.communicate()
    assert "cocok dengan rantai" in finished(python(CHECK, elsewhere))
