"""What comes from a phone is kept once, judged once, and answered in a way that a phone can go on with."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tempa.desks.frame.field import program, receive, registered
from tempa.desks.frame.field.clock import when_made
from tempa.desks.frame.field.sentences import SENTENCES
from tempa.ledger import envelopes, queries
from tempa.ledger.rules import Refused
from tests.cast import ANI, DARMA, PLANNER, SRI
from tests.field.trial import TRIAL, trial_tasks
from tests.ledger.pictures import NONE, photo

SEND, JSON = reverse("inspector-field-envelope"), {"content_type": "application/json"}
AT = datetime(2026, 11, 29, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def trial(monkeypatch, settings, tmp_path):
    monkeypatch.setitem(registered.KINDS, "trial", TRIAL)
    settings.TEMPA_HOME = tmp_path


@pytest.fixture
def letter(programme, person):
    """`letter(**changes)`: an envelope of Ani's as text."""

    def made(**changes):
        said = {
            "format": 1, "identity": str(uuid4()), "kind": "trial", "programme": programme.code, "person": str(person("pemeriksa").public_id),
            "title": "Lot L0001 · Unit 1", "made_at": "2026-11-08T02:00:00.000Z", "clock": {"load": "a", "ticks": 5000, "ahead": None},
            "body": {"lot": 1, "unit": 1, "form": "1", "answers": {"capacity": {"value": "212.5"}}}, "photos": [],
        } | changes  # fmt: skip
        return json.dumps(said)

    return made


def names(*contents):
    return [hashlib.sha256(content).hexdigest() for content in contents]


def send_photo(visit, identity, content, name=None):
    address = reverse("inspector-field-photo", args=[identity, name or names(content)[0]])
    return visit(ANI, address, content, content_type="image/jpeg")


def test_an_envelope_is_recorded_once_however_often_it_comes(letter, visit, programme):
    text = letter()
    before = queries.chain_head(programme)[0]
    answers = [visit(ANI, SEND, text, **JSON).json()["state"] for _ in range(3)]
    assert answers == ["recorded"] * 3
    assert queries.chain_head(programme)[0] == before + 1 and envelopes.envelopes_recorded(programme) == 1
    assert list(envelopes.waiting_envelopes(programme)) == []


def test_another_content_under_a_known_name_is_kept_beside_it(letter, visit, programme):
    identity, pictures = str(uuid4()), [photo(31)]
    assert visit(ANI, SEND, letter(identity=identity), **JSON).json()["state"] == "recorded"
    other = letter(identity=identity, body={"lot": 1, "unit": 2}, photos=names(*pictures))
    assert visit(ANI, SEND, other, **JSON).json()["missing"] == names(*pictures), "its photos are not lost either"
    assert send_photo(visit, identity, pictures[0]).json()["state"] == "kept"
    for _ in range(2):
        answer = visit(ANI, SEND, other, **JSON).json()
        assert answer["state"] == "double" and "Keduanya disimpan" in answer["why"]
    (kept,) = envelopes.waiting_envelopes(programme)
    assert json.loads(kept.content)["body"]["unit"] == 2


def test_photos_come_one_by_one_under_their_hash_before_it_is_recorded(letter, visit, programme):
    identity, pictures = str(uuid4()), [photo(n) for n in (1, 2, 3)]
    text = letter(identity=identity, photos=names(*pictures))
    assert visit(ANI, SEND, text, **JSON).json() | {"time": ""} == {"state": "photos", "why": "", "missing": names(*pictures), "time": ""}
    assert send_photo(visit, identity, pictures[0]).status_code == 200
    assert visit(ANI, SEND, text, **JSON).json()["missing"] == names(*pictures[1:])
    assert send_photo(visit, identity, pictures[1]).status_code == send_photo(visit, identity, pictures[2]).status_code == 200
    assert visit(ANI, SEND, text, **JSON).json()["state"] == "recorded"
    assert queries.kept_papers(programme, names(*pictures)) == set(names(*pictures))


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_photo_is_refused_in_words(name, letter, visit):
    identity, content = str(uuid4()), NONE[name]
    text = letter(identity=identity, photos=names(content))
    assert visit(ANI, SEND, text, **JSON).json()["state"] == "photos"
    answer = send_photo(visit, identity, content)
    assert answer.status_code == 400 and "foto" in answer.json()["why"].lower()
    assert visit(ANI, SEND, text, **JSON).json()["state"] == "photos"


def test_a_photo_that_no_envelope_of_mine_names_is_not_taken(letter, visit):
    identity, content = str(uuid4()), photo(8)
    assert send_photo(visit, identity, content).status_code == 404
    visit(ANI, SEND, letter(identity=identity, photos=names(photo(9))), **JSON)
    assert send_photo(visit, identity, content).status_code == 404
    assert send_photo(visit, identity, content, names(photo(9))[0]).status_code == 400, "another content than its name says"
    large = visit(ANI, reverse("inspector-field-photo", args=[identity, names(photo(9))[0]]), bytes(5_000_000), content_type="image/jpeg")
    assert large.status_code == 400 and "paling besar" in large.json()["why"]


def test_a_refusal_stays_with_its_sentence_and_may_be_mended(letter, visit, programme):
    answer = visit(ANI, SEND, letter(body={"lot": 99, "unit": 7}), **JSON)
    assert (answer.status_code, answer.json()["state"]) == (200, "refused")
    assert answer.json()["why"] == "Unit 7 tidak ada di lot ini."
    (kept,) = envelopes.waiting_envelopes(programme)
    assert (kept.why, json.loads(kept.content)["body"]["unit"]) == ("Unit 7 tidak ada di lot ini.", 7)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": 2}, "lebih baru"), ({"kind": "x"}, "tidak dikenal"), ({"photos": ["a"]}, "Daftar foto"),
        ({"photos": ["0" * 64] * 61}, "paling banyak 60"),
        ({"identity": "7"}, "tidak dapat dibaca"), ({"body": []}, "tidak dapat dibaca"), ({"programme": "LAIN"}, "untuk program LAIN"),
        ({"person": str(uuid4())}, "tidak dikenal di program"), ({"body": {"x": 1.5}}, "tidak dapat dibaca"), ({"clock": 3}, "tidak dapat dibaca"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(changes, said, letter, visit, programme):
    answer = visit(ANI, SEND, letter(**changes), **JSON)
    assert (answer.status_code, answer.json()["state"]) == (400, "refused") and said in answer.json()["why"]
    assert list(envelopes.waiting_envelopes(programme)) == []


def test_too_large_an_envelope_and_no_envelope_at_all(letter, visit):
    for content in (letter(title="x" * 500_000), "", "[]", "null", "[" * 100_000, "\x00", '{"format":1}', '{"format": NaN}'):
        answer = visit(ANI, SEND, content, **JSON)
        assert answer.status_code == 400 and answer.json()["why"].endswith(".")


@pytest.mark.slow
@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_no_bytes_break_the_reader(content):
    with pytest.raises(Refused):
        receive.read_letter(content)


def test_a_body_that_its_room_cannot_read_is_kept_and_not_sent_for_ever(letter, visit, programme):
    answer = visit(ANI, SEND, letter(body={"unit": "?"}), **JSON).json()
    assert answer["state"] == "refused" and "Sudah disimpan" in answer["why"]
    assert len(envelopes.waiting_envelopes(programme)) == 1


def test_who_has_no_field_desk_and_who_is_signed_out(letter, visit):
    text = letter()
    assert visit(DARMA, SEND, text, **JSON).status_code == 404
    answer = visit(None, SEND, text, **JSON)
    assert (answer.status_code, answer["Location"][:7]) == (302, "/masuk/")


def test_what_somebody_else_brings_waits_for_its_recorder(letter, visit, programme, person):
    recorder = person(SRI.login)
    text = letter(person=str(recorder.public_id))
    answer = visit(ANI, SEND, text, **JSON).json()
    assert answer["state"] == "confirm" and recorder.name in answer["why"]
    (kept,) = envelopes.waiting_envelopes(programme, recorder)
    assert (kept.sent_by.login, kept.recorded_at) == (ANI.login, None)


def test_the_page_and_its_program_hold_nothing_of_anybody(visit, person):
    whole = 0
    for name in ("inspector-field", "inspector-field-worker", "inspector-field-manifest"):
        response = visit(None, reverse(name))
        assert response.status_code == 200 and person("pemeriksa").name not in response.content.decode()
        whole += len(response.content)
    for name, content in program.files().items():
        response = visit(None, reverse("inspector-field-file", args=[program.version(), name]))
        assert response.content == content and "immutable" in response["Cache-Control"]
        whole += len(content)
    assert whole <= 150_000, "the first load of a phone, before any compression"
    assert visit(None, reverse("inspector-field-file", args=["0" * 12, "app.js"])).status_code == 404
    assert visit(None, reverse("inspector-field-file", args=[program.version(), "worker.js"])).status_code == 404
    assert visit(None, reverse("inspector-field"))["Content-Security-Policy"].count("unsafe") == 0


def test_the_worker_names_every_file_and_the_version(visit):
    script = visit(None, reverse("inspector-field-worker")).content.decode()
    assert program.version() in script and all(name in script for name in program.files())
    manifest = visit(None, reverse("inspector-field-manifest")).json()
    assert manifest["start_url"] == manifest["scope"] == reverse("inspector-field") and len(manifest["icons"]) == 2


def test_every_sentence_of_the_program_is_among_the_words_and_every_word_is_used():
    code = {name: text.decode() for name, text in program.files().items() if name.endswith(".js")}
    used = {name for text in code.values() for name in re.findall(r'"(\w+)"', text)}
    assert set(SENTENCES) - used == set()
    asked = {name for text in code.values() for name in re.findall(r'\bsay(?:_of)?\("(\w+)"', text)}
    assert asked - set(SENTENCES) == set() and len(asked) > 60


def test_what_is_taken_along_is_small_and_whole(visit, person):
    said = visit(ANI, reverse("inspector-field-tasks")).json()
    assert said["person"]["name"] == person(ANI.login).name
    trial = [task for task in said["tasks"] if task["kind"] == "trial"]
    assert [task["key"] for task in trial] == [task.key for task in trial_tasks(None)]
    assert all(len(json.dumps(task)) <= 100_000 for task in said["tasks"])
    form = trial[0]["forms"]["short"]["questions"]
    assert form[1] == {
        "name": "capacity", "words": "Kapasitas", "sort": "number", "group": "B · Fungsi", "unit": "kg/jam", "low": "200",
        "least": "0", "most": "2000", "instruments": [{"value": "TIM-1", "words": "Timbangan 1"}, {"value": "TIM-2", "words": "Timbangan 2"}],
    }  # fmt: skip


def moment(hours):
    return AT + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("made", "clock", "sent", "expected", "by"),
    [
        (moment(-900000 // 24), {"load": "a", "ticks": 1000}, {"load": "a", "ticks": 3_601_000}, moment(-1), "count"),  # whatever the clock says
        (moment(70), {"load": "a", "ticks": 0, "ahead": 72 * 3_600_000}, {"load": "b", "ticks": 5}, moment(-2), "distance"),
        (moment(-5), {"load": "a", "ticks": 0}, {}, moment(-5), "claim"),
        (moment(5), {}, {}, AT, "arrival"),
        (None, {}, {}, AT, "arrival"),
        (moment(-24 * 365 * 30), {"ahead": None}, {}, AT, "arrival"),
        (moment(-5), {"load": "a", "ticks": 900}, {"load": "a", "ticks": 100}, moment(-5), "claim"),  # a count cannot run back
        (moment(-5), {"ahead": True}, {"ticks": "7"}, moment(-5), "claim"),
    ],
)  # fmt: skip
def test_when_it_was_made(made, clock, sent, expected, by):
    found = when_made(made, clock, sent, AT)
    assert (found.at, found.by) == (expected, by)


@given(st.datetimes() | st.none(), st.dictionaries(st.sampled_from(["load", "ticks", "ahead"]), st.integers() | st.text() | st.none()),
       st.dictionaries(st.sampled_from(["load", "ticks"]), st.integers() | st.text()))  # fmt: skip
def test_nothing_was_made_after_it_came(made, clock, sent):
    found = when_made(made.replace(tzinfo=UTC) if made else None, clock, sent, AT)
    assert AT - timedelta(days=400) <= found.at <= AT


@pytest.fixture
def queue_file(letter):
    """`queue_file(envelopes, pictures, drafts)`: a queue as a phone saves it."""

    def made(texts, pictures=(), drafts=0, what="tempa-queue"):
        lines = [{"what": what, "format": 1}, *({"envelope": {"text": text}} for text in texts), *({"draft": {}} for _ in range(drafts))]
        lines += [{"photo": names(content)[0], "jpeg": base64.b64encode(content).decode()} for content in pictures]
        return SimpleUploadedFile("antrean.tempa", "".join(json.dumps(one) + "\n" for one in lines).encode())

    return made


def test_a_queue_brought_as_a_file_is_recorded_once(queue_file, letter, visit, programme):
    texts = [letter(body={"lot": 1, "unit": n}, photos=names(photo(n))) for n in range(3)] + [letter(body={"lot": 99, "unit": 9})]
    for _ in range(2):
        response = visit(ANI, reverse("inspector-envelopes"), {"file": queue_file(texts, [photo(n) for n in range(3)], drafts=2)})
        page = response.content.decode()
        assert response.status_code == 200 and "3 catatan dari berkas itu ada" in page and "2 isian di berkas itu belum selesai" in page
        assert "Unit 9 tidak ada di lot ini." in page
    assert envelopes.envelopes_recorded(programme) == 3 and len(envelopes.waiting_envelopes(programme)) == 1


@pytest.mark.parametrize("content", [b"", b"x", b"{}\n", b"[]\n", b'{"what":"tempa-queue","format":9}\n',
                                     b'{"what":"tempa-queue","format":1}\n{"envelope":3}\n',
                                     b'{"what":"tempa-queue","format":1}\n' + b"[" * 3_000_000])  # fmt: skip
def test_a_file_that_is_no_queue_is_refused_in_words(content, visit):
    response = visit(ANI, reverse("inspector-envelopes"), {"file": SimpleUploadedFile("a.tempa", content)})
    assert response.status_code == 400
    assert ("bukan antrean Tempa" if content else "kosong") in response.content.decode()


def test_a_bad_photo_in_a_file_leaves_its_envelope_waiting(queue_file, letter, visit, programme):
    content = NONE["svg"]
    response = visit(ANI, reverse("inspector-envelopes"), {"file": queue_file([letter(photos=names(content))], [content])})
    assert "bukan foto JPEG yang utuh" in response.content.decode()
    assert envelopes.envelopes_recorded(programme) == 0 and len(envelopes.waiting_envelopes(programme)) == 1


def test_what_the_park_brings_for_an_inspector_is_recorded_when_she_says_so(queue_file, letter, visit, programme):
    response = visit(PLANNER, reverse("park-envelopes"), {"file": queue_file([letter()])})
    assert "Menunggu" in response.content.decode() and envelopes.envelopes_recorded(programme) == 0
    (kept,) = envelopes.waiting_envelopes(programme)
    assert "dibawa oleh" in visit(ANI, reverse("inspector-envelopes")).content.decode()
    assert visit(PLANNER, reverse("park-envelopes-confirm", args=[kept.pk]), {}).status_code == 404, "only its recorder may say so"
    assert visit(ANI, reverse("inspector-envelopes-confirm", args=[kept.pk]), {}).status_code == 302
    assert envelopes.envelopes_recorded(programme) == 1
    assert queries.entries_of(programme).order_by("-sequence").first().by.login == ANI.login
