"""The audit pack: its columns are those of the contract, its chain recomputes with a hash alone, an earlier state is that of then."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import re
import warnings
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from tempa.allocation import queries as allocation
from tempa.demand import actions as demand
from tempa.desks.console import audit_pack
from tempa.ledger import queries as ledger
from tempa.openness.pack import TABLES
from tempa.openness.pack.schema import columns_of
from tempa.openness.pack.write import safe, serials_written, with_serials
from tempa.openness.queries import write_audit_pack
from tests.allocation.shared_judges import TOOLS, tool
from tests.conftest import SHARED

pytestmark = pytest.mark.django_db
AT = datetime(2026, 12, 1, 1, tzinfo=UTC)
CONTRACT = SHARED / "design" / "audit-pack.md"


def rows_of(place):
    with place.open(newline="") as file:
        return list(csv.DictReader(file))


def content_of(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def cut(programme, person, line, after, note="Permintaan OPD."):
    demand.change_line(
        programme, line=line, change="quantity" if after else "cancelled", after=after, why=demand.Why("agency_request", note, "027/1/2020"),
        at=timezone.now(), by=person("perencana"),
    )  # fmt: skip


@pytest.fixture
def pack(programme, tmp_path):
    write_audit_pack(programme, tmp_path / "paket", at=AT)
    return tmp_path / "paket"


def test_columns_are_those_of_the_contract_and_of_the_files(pack):
    for name in TABLES:
        with (pack / f"{name}.csv").open(newline="") as file:
            assert next(csv.reader(file)) == columns_of(name)
    if not CONTRACT.exists():
        return  # the contract lies beside this repository, on machines where Tempa is built
    said = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", CONTRACT.read_text(), re.MULTILINE))
    assert {name: [c.strip().rstrip("?") for c in said[name].split(",")] for name in TABLES} == {name: columns_of(name) for name in TABLES}


def test_the_chain_recomputes_with_a_hash_alone(pack, programme):
    """As docs/ledger-format.md says it: digest = SHA-256(previous ‖ SHA-256(body))."""
    about = {r["key"]: r["value"] for r in rows_of(pack / "pack.csv")}
    previous = None
    for n, line in enumerate((pack / "entries.jsonl").read_text().rstrip("\n").split("\n"), 1):
        entry = json.loads(line)
        assert entry["sequence"] == n and previous in (None, entry["previous"])
        body = hashlib.sha256(entry["body"].encode()).digest()
        previous = hashlib.sha256(bytes.fromhex(entry["previous"]) + body).hexdigest()
        assert entry["digest"] == previous, n
    assert about["head"] == previous and about["as_of"] == str(n) == str(ledger.chain_head(programme)[0])


def test_an_earlier_entry_gives_the_pack_that_was_made_then(pack, programme, person, tmp_path):
    size, _head = ledger.chain_head(programme)
    first, second = sorted({x.line for x in allocation.lots(programme)})[:2]
    cut(programme, person, first, "")
    cut(programme, person, second, "1")
    write_audit_pack(programme, tmp_path / "dulu", at=AT, sequence=size)
    now, then = content_of(pack), content_of(tmp_path / "dulu")
    assert [name for name in now if now[name] != then.get(name)] == [] and now.keys() == then.keys()
    write_audit_pack(programme, tmp_path / "kini", at=AT)
    ended = [r["lot"] for r in rows_of(tmp_path / "kini" / "lots.csv") if r["ended_at"]]
    assert ended and not any(r["ended_at"] for r in rows_of(tmp_path / "dulu" / "lots.csv"))
    changes = rows_of(tmp_path / "kini" / "order_changes.csv")
    assert [(r["line"], r["kind"], r["after"]) for r in changes[-2:]] == [(first, "cancelled", "0"), (second, "quantity", "1")]


@pytest.mark.parametrize(("cell", "written"), [
    ("=1+1", "'=1+1"), ("+62 812", "'+62 812"), ("-x", "'-x"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"), ("\r=1", "'\n=1"), ("＝1", "'＝1"),
    ("-12", "-12"), ("-0.5", "-0.5"), ("biasa = saja", "biasa = saja"), ("", ""),
])  # fmt: skip
def test_no_cell_is_run_by_a_spreadsheet(cell, written):
    assert safe(cell) == written


def test_a_serial_names_its_type_as_the_pack_writes_it():
    """`PROGRAMME-TYPE-NNNN-C` holds of the codes of the pack also where one of them gets an apostrophe; the check character skips it."""
    units = [{"serial": f"P-{type}-0001-X", "type": type} for type in ("@T", "-4", "=x-y", "T")]
    found = serials_written(units, "P")
    assert found == {"P-@T-0001-X": "P-'@T-0001-X", "P-=x-y-0001-X": "P-'=x-y-0001-X"}
    rows = [{"payment": "B1", "serial": "P-@T-0001-X", "amount": "5"}, {"serial": "P-T-0001-X"}]
    assert list(with_serials(rows, found)) == [rows[0] | {"serial": "P-'@T-0001-X"}, rows[1]]


def test_a_note_that_looks_like_a_formula_is_text(programme, person, tmp_path):
    line = allocation.lots(programme).first().line
    cut(programme, person, line, "1", note='=HYPERLINK("http://x")')
    write_audit_pack(programme, tmp_path / "paket", at=AT)
    assert rows_of(tmp_path / "paket" / "order_changes.csv")[-1]["note"] == '\'=HYPERLINK("http://x")'


def test_the_independent_judge_says_valid(programme, person, tmp_path):
    """Where it is not on this machine there is nothing to ask."""
    first, second = sorted({x.line for x in allocation.lots(programme)})[:2]
    cut(programme, person, first, "")
    cut(programme, person, second, "1")
    write_audit_pack(programme, tmp_path / "paket", at=AT)
    if not TOOLS.exists():
        pytest.skip("../shared/tools is not on this machine")
    said = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(said):
        warnings.simplefilter("ignore", ResourceWarning)  # the tool leaves closing its files to the interpreter
        status = tool("check_audit").main([str(tmp_path / "paket")])
    assert not status, said.getvalue()[-3000:]


def test_half_a_deed_gives_the_pack_of_the_whole_deed(programme, person, tmp_path, monkeypatch, capsys):
    """The loading of a programme is one deed of many entries; a single change is one of one."""
    monkeypatch.setattr(audit_pack, "set_up", lambda: None)
    loaded = next(e for e in ledger.entries_of(programme).order_by("sequence") if e.kind == "OrderAgreed").sequence
    cut(programme, person, allocation.lots(programme).first().line, "1")
    size, _head = ledger.chain_head(programme)
    assert ledger.deed_end(programme, size) == size and loaded < ledger.deed_end(programme, loaded) < size
    end = ledger.deed_end(programme, loaded)
    assert {ledger.deed_end(programme, n) for n in range(loaded, end + 1)} == {end}
    assert audit_pack.main([str(tmp_path / "p"), "--programme", programme.code, "--as-of", str(end - 1)]) == 0
    assert f"berakhir di catatan ke-{end}" in capsys.readouterr().err
    assert {r["key"]: r["value"] for r in rows_of(tmp_path / "p" / "pack.csv")}["as_of"] == str(end)


def test_the_verb_writes_a_new_folder_and_refuses_what_it_cannot_do(programme, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(audit_pack, "set_up", lambda: None)
    target = tmp_path / "paket"
    assert audit_pack.main([str(target), "--programme", programme.code]) == 0
    size = ledger.chain_head(programme)[0]
    assert f"Paket audit {programme.code} sampai catatan ke-{size}" in capsys.readouterr().out
    before = content_of(target)
    assert audit_pack.main([str(target)]) == 2 and "sudah ada dan tidak kosong" in capsys.readouterr().err
    assert content_of(target) == before
    for wrong in ("0", str(size + 1), "-3"):
        assert audit_pack.main([str(tmp_path / "lain"), "--as-of", wrong]) == 2
        assert f"catatan 1 sampai {size}" in capsys.readouterr().err
    assert audit_pack.main([str(tmp_path / "lain"), "--programme", "NIX"]) == 1
    assert not (tmp_path / "lain").exists()
