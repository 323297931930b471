"""A template that a person has changed: a mistake says where, and nothing can be read, fetched or used up through one."""

from __future__ import annotations

import json
import socket
import threading
from dataclasses import replace

import pytest

from tempa.contracts.papers import Kind, TemplateFault, fields, limited, pictures, render, template_source
from tempa.contracts.papers.limited import set_limited
from tempa.contracts.papers.setter_process import answer
from tempa.contracts.papers.view import view
from tests.contracts.papers_cast import EMPTY, FULL

SHIPPED = template_source(Kind.SPMK)
LAST = len(SHIPPED.splitlines()) + 1


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Machines that run many tests at once are slow; what is tested is the answer, not its speed."""
    monkeypatch.setattr(limited, "SECONDS", 120.0)


def changed(more: str, data=FULL) -> bytes:
    return render(Kind.SPMK, data, template=f"{SHIPPED}{more}\n")


def fault(more: str, data=FULL) -> TemplateFault:
    with pytest.raises(TemplateFault) as caught:
        changed(more, data)
    assert caught.value.sentence.indonesian != caught.value.sentence.english
    return caught.value


def direct(more: str) -> dict:
    """The fault without a process of its own, for what needs no limit."""
    return json.loads(answer({"source": f"{SHIPPED}{more}\n", "file": "spmk.typ", "seen": view(Kind.SPMK, EMPTY)}))


def test_changed_template_makes_another_paper_with_the_same_data():
    paper = changed("Kami menunggu laporan setiap hari Senin.")
    assert paper.startswith(b"%PDF") and paper != render(Kind.SPMK, FULL)
    assert changed("Kami menunggu laporan setiap hari Senin.") == paper


@pytest.mark.parametrize("more", [None, "\nSatu kalimat lagi.\n#pagebreak()\nSatu halaman lagi."])
def test_pages_can_be_looked_at(more):
    pages = pictures(Kind.SPMK, FULL, template=more and SHIPPED + more)
    assert len(pages) == (2 if more else 1) and all(page.startswith(b"\x89PNG") for page in pages)


@pytest.mark.parametrize("more", ["", " "])
def test_what_cannot_be_set_cannot_be_looked_at(more):
    with pytest.raises(TemplateFault, match="tidak dapat dicetak"):
        pictures(Kind.SPMK, replace(FULL, package="中"), template=SHIPPED + more)


@pytest.mark.parametrize("data", [FULL, EMPTY], ids=["full", "empty"])
def test_every_listed_field_can_be_printed(data):
    names = [name for name, _ in fields(Kind.SPMK, data)]
    assert len(names) > 150 and "d.vendor.name" in names
    more = "\n".join(f"#val({name})" for name in names)
    assert answer({"source": f"{SHIPPED}{more}\n", "file": "spmk.typ", "seen": view(Kind.SPMK, data)}).startswith(b"%PDF")


def test_office_can_have_its_own_letterhead():
    source = SHIPPED.replace("#show: sheet.with(", "#show: sheet.with(head: [KOP SENDIRI], ")
    assert source != SHIPPED and render(Kind.SPMK, FULL, template=source) != render(Kind.SPMK, FULL)


def test_shipped_template_given_back_is_the_shipped_paper():
    assert render(Kind.SPMK, FULL, template=SHIPPED) == render(Kind.SPMK, FULL)


@pytest.mark.parametrize(("more", "column", "words"), [
    ("#box([", 5, "belum ditutup"),
    ("#strng[x]", 2, "nama strng tidak dikenal"),
    ("#d.nomor", 4, "tidak mempunyai isian nomor"),
    ("  #d.dates.start.long", 17, "belum diketahui; cetak dengan val"),
    ("#numbered(none)", 2, "belum diketahui"),
    ("#(1 + \"a\")", 3, "cannot add integer and string"),
    ("#while true {}", 8, "tidak akan selesai"),
    ("#let f(n) = f(n + 1)\n#f(1)", 13, "tidak akan selesai"),
])
def test_mistake_says_where(more, column, words):
    found = direct(more)
    assert words in found["sentence"][0] and f"spmk.typ, baris {LAST}, kolom" in found["sentence"][0]
    assert (found["file"], found["line"]) == ("spmk.typ", LAST)
    assert abs(found["column"] - column) <= 1


def test_mistake_in_a_process_of_its_own_says_the_same():
    found = fault("#d.nomor")
    assert (found.file, found.line, found.column) == ("spmk.typ", LAST, 3)
    assert str(found) == f"Templat spmk.typ, baris {LAST}, kolom 3: data kontrak tidak mempunyai isian nomor. Perbaiki di sana, lalu lihat lagi."


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../../../../../etc/passwd", "../setter.py", "/../problem.py", "packages/../../view.py"])
@pytest.mark.parametrize("call", ["read", "image", "include", "plugin", "csv"])
def test_no_file_outside_the_folder_of_templates_can_be_read(call, path):
    more = f'#include "{path}"' if call == "include" else f'#{call}("{path}")'
    assert "tidak ada di folder templat" in direct(more)["sentence"][0]


@pytest.mark.parametrize("package", ["@preview/cetz:0.3.0", "@local/letter:1.0.0"])
def test_packages_are_refused(package):
    found = fault(f'#import "{package}"')
    assert "tidak dapat memakai paket" in str(found) and found.line == LAST


def test_nothing_leaves_the_machine(monkeypatch):
    """The process asks a proxy of ours for whatever it would fetch: there it ends, and what it asked for can be seen."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked: list[bytes] = []

        def listen() -> None:
            connection, _ = server.accept()
            asked.append(connection.recv(200))
            connection.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        monkeypatch.setattr(limited, "_NOWHERE", f"http://127.0.0.1:{server.getsockname()[1]}")
        found = fault('#import "@preview/cetz:0.3.0"')
        thread.join(120)
    assert asked and asked[0].startswith(b"CONNECT ")
    assert "tidak dapat memakai paket" in str(found)


@pytest.mark.slow
@pytest.mark.parametrize(("more", "words"), [
    ("#range(1000000000).len()", "terlalu besar"),
    ('#("x" * 2000000000).len()', "terlalu besar"),
])
def test_memory_is_bounded(more, words):
    assert words in str(fault(more))


@pytest.mark.slow
def test_time_is_bounded(monkeypatch):
    monkeypatch.setattr(limited, "WORK_SECONDS", 2)
    found = fault("#let s = 0\n#for a in range(100000) { for b in range(100000) { s += 1 } }")
    assert "tidak selesai dalam 2 detik" in str(found) and found.english.startswith("The template spmk.typ does not end")


def test_template_of_any_length_is_not_taken():
    with pytest.raises(TemplateFault, match="terlalu besar"):
        set_limited("x" * 300_000, "spmk.typ", {})


def test_text_of_people_is_never_part_of_a_template():
    typed = '#read("/etc/passwd") #panic() $x$ */ ] }'
    data = replace(FULL, package=typed, vendor=replace(FULL.vendor, name=typed, representative=typed), negotiation=typed)
    assert render(Kind.BAHPL, data).startswith(b"%PDF")
