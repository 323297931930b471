"""The screens are whole in both languages: every sentence has its English, and English pages hold no Indonesian."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

import polib
import pytest
from django.urls import reverse

from tempa.allocation import queries as allocation
from tempa.desks.console import catalogues, words
from tempa.desks.frame.speech import spoken
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tests.cast import EVERYONE, PLANNER, STRANGER
from tests.desks.addresses import ROWS, things
from tests.registry.visits import APPLYING

PLACE = re.compile(r"%\((\w+)\)s|<[^>]+>")
FUNCTION_WORDS = {
    "adalah", "agar", "akan", "anda", "atau", "bahwa", "belum", "bila", "boleh", "bukan", "dalam", "dan", "dari", "dengan", "di",
    "harus", "hanya", "ini", "itu", "jadi", "ke", "lagi", "menurut", "oleh", "pada", "paling", "sampai", "satu", "saya", "sebelum",
    "sejak", "semua", "setelah", "setiap", "siapa", "sudah", "tanpa", "tetapi", "tiap", "tidak", "untuk", "yang",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue():
    return catalogues.joined(catalogues.catalogues())


@pytest.fixture(scope="module")
def said():
    return words.messages()


def test_every_sentence_has_its_english(catalogue, said):
    assert {m.words for m in said} == {e.msgid for e in catalogue}
    assert [e.msgid for e in catalogue if not e.translated()] == []
    assert len(said) > 400


def test_places_of_a_translation_are_those_of_the_sentence(catalogue):
    wrong = []
    for e in catalogue:
        for english in [*e.msgstr_plural.values()] or [e.msgstr]:
            asked, given = set(PLACE.findall(e.msgid + e.msgid_plural)), set(PLACE.findall(english))
            fits = given <= asked if e.msgid_plural else given == asked
            if not fits or english.count("%") != len(re.findall(r"%\(\w+\)s", english)):
                wrong.append((e.msgid, english))
    assert wrong == []


def test_what_counts_has_a_form_for_one_and_one_for_many(catalogue):
    counting = [e for e in catalogue if e.msgid_plural]
    assert counting and all(set(e.msgstr_plural) == {0, 1} for e in counting)
    for e in counting:
        assert set(PLACE.findall(e.msgid_plural)) == set(PLACE.findall(e.msgstr_plural[1])), e.msgid


def test_what_counts_is_asked_for_with_its_number_wherever_it_is_said():
    """A sentence that has a form for one and one for many is not found without a number by every Python 3.11, and "1 days" is no English."""
    asked = {True: {}, False: {}}
    for place in words.speaking():
        for sentence, many in words.said_in(place):
            asked[bool(many)].setdefault(sentence, place.name)
    assert len(asked[True]) > 20
    assert {sentence: place for sentence, place in asked[False].items() if sentence in asked[True]} == {}


def test_files_are_what_the_verb_would_write(said):
    """The files that say a sentence are notes for translators; `words --check` looks at those too."""
    fresh = words.brought_up_to_date(words.known_entries(), said)
    assert {words.ROOT / room / words.FILE for room in fresh} == set(catalogues.catalogues())
    for room, wanted in fresh.items():
        found = polib.pofile(str(words.ROOT / room / words.FILE))
        assert [(e.msgid, e.msgid_plural, e.msgstr, e.msgstr_plural, e.flags) for e in wanted] == [
            (e.msgid, e.msgid_plural, e.msgstr, e.msgstr_plural, e.flags) for e in found
        ], room


def test_a_sentence_stands_once_with_who_says_it():
    assert words.room_of(("tempa/demand/rules.py",)) == "tempa/demand"
    assert words.room_of(("tempa/desks/park/demand/orders.py", "tempa/desks/park/urls.py")) == "tempa/desks/park"
    assert words.room_of(("tempa/desks/agency/views.py", "tempa/desks/park/urls.py")) == "tempa/desks/frame"
    assert words.room_of(("tempa/allocation/rules.py", "tempa/demand/rules.py", "tempa/desks/park/urls.py")) == "tempa/allocation"


def test_catalogues_are_compiled_once_and_again_when_one_is_new(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    source = tmp_path / "tempa" / "demand" / catalogues.FILE
    source.parent.mkdir(parents=True)
    source.write_text('msgid "baris"\nmsgstr "line"\n')
    catalogues.compile_catalogues(tmp_path / "out")
    made = tmp_path / "out" / "en" / "LC_MESSAGES" / "django.mo"
    assert polib.mofile(str(made))[0].msgstr == "line"
    first = made.stat().st_ino
    catalogues.compile_catalogues(tmp_path / "out")
    assert made.stat().st_ino == first
    source.write_text('msgid "baris"\nmsgstr "row"\n')
    catalogues.compile_catalogues(tmp_path / "out")
    assert polib.mofile(str(made))[0].msgstr == "row"


def test_a_new_sentence_is_found_and_an_old_translation_kept():
    template = '{% translate "Baru" %}{% blocktranslate count n=x %}Satu.{% plural %}{{ n }} buah.{% endblocktranslate %}{{ _("dulu")|lower }}'
    assert list(words.in_template(template)) == [("Baru", ""), ("Satu.", "%(n)s buah."), ("dulu", "")]
    source = 'raise Refused("Tidak " "boleh.")\nx = ngettext("a", "b", n)\n_("c")\nprint("d")'
    assert sorted(words.in_python(source)) == [("Tidak boleh.", ""), ("a", "b"), ("c", "")]
    old = {"Baru": polib.POEntry(msgid="Baru", msgstr="New"), "hilang": polib.POEntry(msgid="hilang", msgstr="gone")}
    said = [words.Message(w, "", ("tempa/demand/rules.py",)) for w in ("Baru", "Lain")]
    assert [(e.msgid, e.msgstr) for e in words.brought_up_to_date(old, said)["tempa/demand"]] == [("Baru", "New"), ("Lain", "")]


def test_a_refusal_speaks_the_readers_language():
    from django.utils import translation

    refused = Refused("Jenis %(type)s tidak ada di katalog. Pilih jenis dari daftar.", type="X1")
    assert str(refused) == "Jenis X1 tidak ada di katalog. Pilih jenis dari daftar."
    with translation.override("en"):
        assert spoken(refused) == "Type X1 is not in the catalogue. Choose a type from the list."
    with translation.override("id"):
        assert spoken(refused) == str(refused)


def addresses(programme: Any) -> Iterator[tuple[Any, str]]:
    """A member and a page, for every page of the walk over all addresses, and some more objects."""
    found: Any = things(programme)  # type: ignore[no-untyped-call]
    for name, (allowed, kwargs) in ROWS.items():
        yield allowed[0], reverse(name, kwargs={k: found.get(v, v) for k, v in kwargs.items()})
    yield PLANNER, reverse("park-workshop", args=["S01"])
    yield PLANNER, reverse("park-entry", args=[ledger.entries_of(programme, kind="RoleGranted")[0].fact])
    yield PLANNER, reverse("park-entry", args=[ledger.entries_of(programme, kind="PlanMade")[0].fact])
    yield STRANGER, reverse("programmes")


def in_words(page: str, data: list[str]) -> set[str]:
    """The words of a page that a reader sees, without what the programme's own rows say."""
    text = re.sub(r"<(script|style|pre)\b.*?</\1>", " ", page, flags=re.DOTALL)
    text = re.sub(r'<(dd|span) [^>]*lang="id"[^>]*>.*?</\1>', " ", text, flags=re.DOTALL)  # what the page itself says to be Indonesian: laws, amounts
    text = html.unescape(" ".join(re.findall(r'(?:aria-label|title|placeholder|data-done)="([^"]*)"', text)) + re.sub(r"<[^>]+>", " ", text))
    text = re.sub(r"https?://\S+", " ", text)
    for value in data:
        text = text.replace(value, " ")
    return words_of([text])


def words_of(texts: Iterable[str]) -> set[str]:
    """Words of letters alone: codes and hashes have digits."""
    return set(re.findall(r"\b[^\W\d_]+\b", " ".join(texts).lower()))


def rows_say(programme: Any) -> list[str]:
    """Texts of the programme's rows and people, the longest first; also as charts cut them."""
    values = {v for rows in ledger.tables_of(programme).values() for r in rows for v in r.values() if re.search("[A-Za-z]{2}", v)}
    values |= {one.name for one in ledger.people_who_acted(programme)} | {"Orang Asing", "Bahasa Indonesia"}
    values |= {m.login for m in EVERYONE} | {APPLYING.name}
    plan: Any = allocation.approved_plan(programme)
    values |= {r["reason"] for r in allocation.plan_tables(plan)["unplanned"]} | {programme.code, f"by {plan.origin} from", f" {plan.origin} "}
    cut = {v[: most - 1] + "…" for v in values for most in (24, 27) if len(v) > most}
    return sorted(values | cut, key=len, reverse=True)


@pytest.mark.once
def test_english_pages_hold_no_indonesian(client, programme, person, catalogue):
    nouns = tomllib.loads(words.GLOSSARY.read_text()).values()
    english = words_of([t for e in catalogue for t in (e.msgstr, *e.msgstr_plural.values())] + [n["en"] for n in nouns])
    indonesian = words_of(e.msgid + " " + e.msgid_plural for e in catalogue) - english
    walk = list(addresses(programme))
    data = rows_say(programme)  # also of who acted while the walk was made ready
    found, seen = {}, 0
    for member, address in walk:
        client.force_login(person(member.login))
        client.cookies["language"] = "en"
        response = client.get(address)
        if response.status_code == 302 or not response.headers["Content-Type"].startswith("text/html"):
            continue
        assert response.status_code == 200, address
        assert response.headers["Content-Language"] == "en" and b'<html lang="en">' in response.content
        seen += 1
        left = in_words(response.content.decode(), data) & (indonesian | FUNCTION_WORDS)
        if left:
            found[address] = sorted(left)
    assert found == {} and seen > 30


def test_the_same_check_finds_indonesian_on_an_indonesian_page(client, programme, person):
    client.force_login(person(PLANNER.login))
    page = client.get(reverse("park-overview")).content.decode()
    assert '<html lang="id">' in page
    assert {"untuk", "belum"} & in_words(page, rows_say(programme)) and in_words(page, rows_say(programme)) & FUNCTION_WORDS


def test_english_is_spoken_to_nobody_too(client, db):
    client.cookies["language"] = "en"
    page = client.get(reverse("sign-in")).content.decode()
    assert "Sign-in name" in page and not in_words(page, []) & (FUNCTION_WORDS | {"masuk", "sandi"})
    missing = client.get("/tidak-ada/")
    assert missing.status_code == 404 and "This page does not exist" in missing.content.decode()
