"""Getting in: the head lets somebody in, who alone chooses the password; pages say what to do; roles are switched."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tempa.allocation import actions as planning
from tempa.allocation import queries as allocation
from tempa.desks.console import user
from tempa.desks.frame.words import moment
from tempa.ledger import actions, people, queries
from tempa.ledger.facts import RoleGranted
from tempa.ledger.models import Entry, FailedSignIn, Invitation, Person, Role
from tempa.ledger.rules import Refused
from tests.cast import ANI, AUDITOR, DARMA, HEAD, PLANNER
from tests.desks.test_pages import text_of

pytestmark = pytest.mark.django_db
GOOD = "payung-hitam-jendela"
WEAK = ("1111111111", "aaaaaaaaaa", "1234567890", "abcdefghij", "tempa2020tempa", "bismillah123", "indonesia45", "budi-lestari", "budibudi.budi")
OFFICE, OUTSIDE = "10.0.0.7", "9.9.9.9"


def asked(**more):
    return {"login": "budi", "name": "Budi Lestari", "desk": "park_planner", "subject": "", "identity": str(uuid4())} | more


def let_in(visit, **more) -> str:
    """The head lets Budi in; returns the path of the link that the page shows."""
    response = visit(HEAD, "/park/orang/", asked(**more), REMOTE_ADDR=OFFICE)
    assert response.status_code == 200, text_of(response)
    return re.search(r"/undangan/[0-9A-Z-]{14}/", response.content.decode())[0]


def choose(link: str, client: Client | None = None, password: str = GOOD, again: str | None = None, address: str = OUTSIDE):
    return (client or Client()).post(link, {"new": password, "again": again or password}, REMOTE_ADDR=address)


def test_the_head_never_knows_the_first_password(visit) -> None:
    """A password in the form changes nothing: there is no place for one."""
    link = let_in(visit, password=GOOD)
    page = visit(HEAD, "/park/orang/").content.decode()
    assert 'type="password"' not in page and link not in page and "belum dipakai" in page
    assert Client().post("/masuk/", {"login": "budi", "password": GOOD}).status_code == 400
    owner = Client()
    assert "Budi Lestari, pilih kata sandi Anda. Nama masuk Anda: budi" in text_of(owner.get(link))
    done = choose(link, owner)
    assert (done.status_code, done.headers["Location"]) == (302, "/") and owner.get("/park/").status_code == 200
    assert Client().post("/masuk/", {"login": "budi", "password": GOOD}).status_code == 302


def test_the_page_of_a_link_shows_the_text_to_send_and_is_kept_nowhere(visit) -> None:
    response = visit(HEAD, "/park/orang/", asked(desk="workshop", subject="W03"))
    page = text_of(response)
    assert "Budi Lestari, Anda mendapat peran" in page and "(W03) di program NTB-2020-IKM" in page and "http://testserver/undangan/" in page
    assert "Salin pesan WA" in page and "no-store" in response.headers["Cache-Control"]


def test_using_a_link_is_seen_by_all_and_noted(visit, programme) -> None:
    for login, address, client, said in (
        ("budi", OUTSIDE, Client(), "dari luar jaringan kantor"),
        ("citra", "10.0.0.8", Client(), "dari tempat lain di jaringan kantor"),
        ("dewi", OFFICE, Client(), "dari alamat jaringan yang sama dengan pengirim tautan"),
    ):
        assert choose(let_in(visit, login=login), client, address=address).status_code == 302
        page = text_of(visit(PLANNER, "/park/orang/"))
        assert f"Tautan dari Haji Kepala dipakai {moment(timezone.now()).split()[0]}" in page and said in page
    heads_own = Client()
    assert heads_own.post("/masuk/", {"login": "kepala", "password": "contoh-2020"}).status_code == 302
    link = let_in(visit, login="eka")
    heads_own.post("/keluar/")
    assert choose(link, heads_own, address=OUTSIDE).status_code == 302
    assert "dari perangkat yang dipakai pengirim tautan untuk masuk" in text_of(visit(PLANNER, "/park/orang/"))
    assert queries.entries_of(programme, kind="PasswordChosen").count() == 4
    entry = queries.entries_of(programme, kind="PasswordChosen")[0]
    assert "issuer_device" in text_of(visit(AUDITOR, reverse("auditor-entry", args=[entry.fact])))


def test_the_head_cannot_be_both_hands_through_a_new_login(visit, person, programme) -> None:
    """The head lets in a planner, uses the link, and is still no second hand for what the head proposes."""
    choose(let_in(visit))
    _, may_not = queries.second_hands(programme, person("kepala"), ("park_planner", "park_head"))
    assert [p.login for p in may_not] == ["budi"]


@pytest.mark.parametrize("password", WEAK)
def test_weak_passwords_are_refused_by_a_link(password: str, visit) -> None:
    link = let_in(visit)
    refused = choose(link, password=password)
    assert refused.status_code == 400 and "mudah ditebak" in text_of(refused)
    assert choose(link, again=GOOD + "x").status_code == 400 and choose(link).status_code == 302


@pytest.mark.parametrize("password", WEAK[:-2])
def test_weak_passwords_are_refused_on_the_account_page_and_at_the_console(password: str, visit, monkeypatch, capsys) -> None:
    refused = visit(DARMA, "/akun/", {"old": "contoh-2020", "new": password, "again": password})
    assert refused.status_code == 400 and "mudah ditebak" in text_of(refused)
    monkeypatch.setattr(user, "set_up", lambda: None)
    monkeypatch.setenv("SANDI", password)
    for words in (["add", "--login", "ina", "--name", "Ina"], ["password", "--login", "bengkel"]):
        assert user.main([*words, "--password-from", "SANDI"]) == 1
        assert "mudah ditebak" in capsys.readouterr().err
    assert queries.person_named("ina") is None


def test_links_that_do_not_work_say_what_to_do(visit, person) -> None:
    link = let_in(visit)
    unknown = Client().get("/undangan/7K2M-9QXA-40TB/")
    assert unknown.status_code == 404 and "minta tautan baru kepada kepala" in text_of(unknown)
    assert Client().get("/undangan/omong-kosong/").status_code == 404
    visitor = Client()
    visitor.force_login(person("bengkel"))
    foreign = visitor.get(link)
    assert foreign.status_code == 410 and "Tautan ini untuk orang lain, sedangkan di sini Pak Darma sedang masuk" in text_of(foreign)
    assert choose(link, visitor).status_code == 410 and not person("budi").has_usable_password()
    Invitation.objects.update(issued_at=timezone.now() - timedelta(days=8), expires_at=timezone.now() - timedelta(days=1))
    late = Client().get(link)
    assert late.status_code == 410 and "kedaluwarsa. Minta tautan baru" in text_of(late) and choose(link).status_code == 410
    assert "tidak dipakai dan sudah kedaluwarsa" in text_of(visit(HEAD, "/park/orang/"))
    fresh = re.search(r"/undangan/[0-9A-Z-]{14}/", visit(
        HEAD, reverse("park-person-link", args=[person("budi").public_id]), {"identity": str(uuid4())}).content.decode())[0]  # fmt: skip
    replaced = Client().get(link)
    assert "sudah diganti dengan yang lebih baru" in text_of(replaced)
    assert choose(fresh).status_code == 302
    used = choose(fresh)
    assert used.status_code == 410 and "Bila bukan Anda, beri tahu kepala" in text_of(used)


def test_looking_at_a_link_does_not_use_it_up(visit) -> None:
    """Messengers open links to show a preview."""
    link = let_in(visit)
    for _ in range(5):
        assert Client().get(link).status_code == Client().head(link).status_code == 200
    assert choose(link).status_code == 302


def test_guessing_codes_is_slowed_down_and_a_right_one_counts_for_nothing(visit) -> None:
    link = let_in(visit)
    guesser = Client()
    statuses = [guesser.get(f"/undangan/7K2M-9QXA-40T{n}/", REMOTE_ADDR=OUTSIDE).status_code for n in range(5)]
    assert statuses == [404, 404, 404, 429, 429]
    waiting = guesser.get(link, REMOTE_ADDR=OUTSIDE)
    assert waiting.status_code == 429 and waiting.headers["Retry-After"] == "2" and "Tunggu 2 detik" in text_of(waiting)
    assert Client().get(link, REMOTE_ADDR="198.51.100.4").status_code == 200, "others are not kept out"
    assert FailedSignIn.objects.filter(cleared=False).count() == 3
    FailedSignIn.objects.update(at=timezone.now() - timedelta(seconds=3))
    assert guesser.get(link, REMOTE_ADDR=OUTSIDE).status_code == 200


def test_a_code_can_be_typed(visit) -> None:
    link = let_in(visit)
    code = link.split("/")[2]
    assert reverse("invitation-code") in Client().get("/masuk/").content.decode()
    assert Client().get("/undangan/").status_code == 200
    typed = Client().get("/undangan/", {"kode": code.lower().replace("-", " ")})
    assert (typed.status_code, typed.headers["Location"]) == (302, link)
    wrong = Client().get("/undangan/", {"kode": "7K2M"})
    assert wrong.status_code == 400 and "12 huruf dan angka" in text_of(wrong)


def test_a_form_sent_eight_times_is_one_person_one_role_one_link(visit, programme) -> None:
    before = queries.chain_head(programme)[0]
    same = asked()
    pages = [visit(HEAD, "/park/orang/", same) for _ in range(8)]
    assert {p.status_code for p in pages} == {200}
    assert len({re.search(r"/undangan/([0-9A-Z-]{14})/", p.content.decode())[1] for p in pages}) == 1
    assert queries.chain_head(programme)[0] == before + 2 and Person.objects.filter(login="budi").count() == 1
    role = Role.objects.get(person__login="budi")
    gone = [visit(HEAD, reverse("park-role-revoke", args=[role.pk]), {"identity": str(uuid4())}) for _ in range(8)]
    assert {g.status_code for g in gone} == {302} and queries.chain_head(programme)[0] == before + 3


def test_a_refused_form_keeps_what_was_typed_and_its_name(visit) -> None:
    same = asked(desk="agency", subject="TIDAK-ADA")
    refused = visit(HEAD, "/park/orang/", same)
    page = refused.content.decode()
    assert refused.status_code == 400 and "tidak ada di program ini" in page and 'value="Budi Lestari"' in page and same["identity"] in page
    assert Person.objects.filter(login="budi").count() == 0


def test_two_heads_with_one_new_login_are_told(visit, person, programme) -> None:
    actions.grant_role(programme, person("orang-asing"), desk="park_head", at=timezone.now(), by=person("kepala"))
    let_in(visit)
    visitor = Client()
    visitor.force_login(person("orang-asing"))
    second = visitor.post("/park/orang/", asked())
    assert second.status_code == 400 and "sudah memegang peran itu" in text_of(second)
    other = visitor.post("/park/orang/", asked(name="Budi Yang Lain"))
    assert other.status_code == 400 and "sudah dipakai oleh Budi Lestari" in text_of(other)


def test_roles_of_two_sides_are_refused_on_the_page_and_old_ones_are_told(visit, programme, person) -> None:
    refused = visit(HEAD, "/park/orang/", asked(login="bengkel", name="", desk="inspector"))
    assert refused.status_code == 400 and "tidak ikut mengerjakannya" in text_of(refused)
    assert "seharusnya terpisah" not in text_of(visit(HEAD, "/park/orang/"))
    with connection.cursor() as cursor:  # a chain of before
        for trigger in ("tempa_role_one_side_1", "tempa_role_one_side_2") if connection.vendor == "sqlite" else ("tempa_role_one_side",):
            cursor.execute(f"DROP TRIGGER {trigger}" + (" ON tempa_role" if connection.vendor == "postgresql" else ""))
    actions.record(programme, RoleGranted(str(person("bengkel").public_id), "inspector", ""), at=timezone.now(), by=person("kepala"))
    told = "Pak Darma memegang peran yang seharusnya terpisah: pemeriksa, bengkel. Perencana, kepala dan pemeriksa tidak boleh"
    assert told in text_of(visit(PLANNER, "/park/orang/")) and queries.chain_fault(programme) is None
    for address in ("/pemeriksa/", "/bengkel-saya/"):
        assert visit(DARMA, address).status_code == 200, "both desks stay open until one of the roles is revoked"
    role = Role.objects.get(person=person("bengkel"), desk="inspector")
    visit(HEAD, reverse("park-role-revoke", args=[role.pk]), {"identity": str(uuid4())})
    assert "seharusnya terpisah" not in text_of(visit(HEAD, "/park/orang/"))


def test_only_heads_give_links_and_roles(visit, person) -> None:
    told = visit(PLANNER, "/park/orang/", asked())
    assert told.status_code == 400 and "Hanya kepala taman sains yang memberi peran" in text_of(told)
    assert visit(PLANNER, reverse("park-person-link", args=[person("bengkel").public_id]), {"identity": str(uuid4())}).status_code == 404
    assert visit(HEAD, reverse("park-person-link", args=[uuid4()]), {"identity": str(uuid4())}).status_code == 404
    own = visit(HEAD, reverse("park-person-link", args=[person("kepala").public_id]), {"identity": str(uuid4())}, follow=True)
    assert "diganti di halaman akun" in text_of(own)


def test_a_lone_office_is_told_what_it_lacks(client, person) -> None:
    founder = person("perencana")
    actions.found_programme(code="SENDIRI", at=timezone.now(), by=founder)
    client.force_login(founder)
    session = client.session
    session["programme"] = queries.programme_named("SENDIRI").pk
    session.save()
    assert "hanya Anda perencana atau kepala di program ini" in text_of(client.get("/park/orang/"))
    assert client.post("/park/orang/", asked(desk="park_head")).status_code == 200
    page = text_of(client.get("/park/orang/"))
    assert "Belum ada orang kedua yang dapat memutuskan rencana yang Anda ajukan: Budi Lestari mendapat peran" in page
    budi = Client()
    budi.force_login(person("budi"))
    assert "Belum ada orang kedua" not in text_of(budi.get("/park/orang/")), "the founder may decide on what Budi proposes"


def test_a_plan_page_tells_who_is_no_second_hand(visit, programme, person, client) -> None:
    """What the head proposes is not for the one whom the head alone has let in, and the head is told before proposing."""
    approved = allocation.approved_plan(programme)
    tables, lots, now = queries.tables_of(programme), allocation.plan_tables(approved), timezone.now()
    made = planning.add_plan(programme, tables, lots, origin="uji", at=now, by=person("kepala"))
    plan = reverse("park-plan", args=[made.plan])
    choose(let_in(visit))
    assert "Belum ada orang kedua" not in text_of(visit(HEAD, plan)), "the planner of the demo is there"
    Role.objects.filter(person=person("perencana")).delete()
    assert "Belum ada orang kedua yang dapat memutuskan rencana yang Anda ajukan: Budi Lestari" in text_of(visit(HEAD, plan))
    assert visit(HEAD, plan + "ajukan/", {"identity": str(uuid4())}).status_code == 302
    assert "Belum ada orang kedua yang dapat memutuskan rencana yang Anda ajukan: Budi Lestari" in text_of(visit(HEAD, plan))
    client.force_login(person("budi"))
    page = client.get(plan)
    assert "bukan tangan kedua baginya" in text_of(page) and "/setujui/" not in page.content.decode()
    refused = client.post(plan + "setujui/", {"identity": str(uuid4()), "note": ""})
    assert refused.status_code == 400 and "bukan tangan kedua baginya" in text_of(refused), "the action itself says no"
    assert queries.entries_of(programme, kind="PlanApproved")[0].by == person("kepala")


def test_the_console_offers_a_link(monkeypatch, capsys) -> None:
    monkeypatch.setattr(user, "set_up", lambda: None)
    monkeypatch.setattr("getpass.getpass", lambda _: "")
    for words in (["add", "--login", "ina", "--name", "Ina", "--link"], ["password", "--login", "ina"]):
        assert user.main(words) == 0
        link = re.search(r"http://127\.0\.0\.1:\d+(/undangan/\S+/)", capsys.readouterr().out)[1]
    assert queries.person_named("ina").may_found and choose(link).status_code == 302
    monkeypatch.delenv("TIDAK_ADA", raising=False)
    assert user.main(["password", "--login", "ina", "--password-from", "TIDAK_ADA"]) == 1 and "kosong" in capsys.readouterr().err


def test_the_console_notes_a_password_in_the_chain(monkeypatch, visit) -> None:
    monkeypatch.setattr(user, "set_up", lambda: None)
    monkeypatch.setenv("SANDI", GOOD)
    assert user.main(["password", "--login", "bengkel", "--password-from", "SANDI"]) == 0
    assert Entry.objects.filter(kind="PasswordChosen", body__contains='"place":"console"').count() == 1
    assert "Pak Darma Kata sandi dibuat di komputer server oleh pengelolanya, " in text_of(visit(PLANNER, "/park/orang/"))


# several roles of one person


@pytest.fixture
def of_two(programme, person) -> dict[str, Role]:
    """Pak Darma also has a second workshop, and sells steel."""
    head = person("kepala")
    for desk, subject in (("workshop", "W05"), ("supplier", "SUP-L1")):
        actions.grant_role(programme, person("bengkel"), desk=desk, subject=subject, at=timezone.now(), by=head)
    return {r.subject: r for r in queries.roles_of(person("bengkel"), programme)}


def test_a_role_is_switched_and_remembered(of_two: dict[str, Role], client, person, programme) -> None:
    client.force_login(person("bengkel"))
    names = dict(queries.rows(programme, "workshops").values_list("key", "name"))
    bar = client.get("/bengkel-saya/").content.decode().split("</header>")[0]
    assert "Anda di sini sebagai" in bar and all(f"{names[w]} ({w})" in bar for w in ("W03", "W05")) and "(SUP-L1)" in bar
    assert f'value="{of_two["W03"].pk}" selected' in bar
    moved = client.post("/peran/ganti/", {"role": of_two["W05"].pk})
    assert (moved.status_code, moved.headers["Location"]) == (302, "/bengkel-saya/")
    for address in ("/bengkel-saya/", "/bengkel-saya/kapasitas/"):
        page = client.get(address)
        if page.status_code == 200:
            assert f'value="{of_two["W05"].pk}" selected' in page.content.decode()
    assert client.post("/peran/ganti/", {"role": of_two["SUP-L1"].pk}).headers["Location"] == "/pemasok/"
    assert client.get("/").headers["Location"] == "/pemasok/", "also where the day begins"


def test_roles_of_others_and_nonsense_change_nothing(of_two: dict[str, Role], client, person) -> None:
    client.force_login(person("bengkel"))
    others = Role.objects.filter(person=person("auditor")).get().pk
    for role in (others, "0", "x", "²", "9" * 40, ""):
        assert client.post("/peran/ganti/", {"role": role}).headers["Location"] == "/"
        assert client.get("/bengkel-saya/").status_code == 200 and client.get("/auditor/").status_code == 404


def test_who_has_one_role_reads_it_without_a_switch(visit) -> None:
    bar = visit(ANI, "/pemeriksa/").content.decode().split("</header>")[0]
    assert "<span>pemeriksa</span>" in bar and "Anda di sini sebagai" not in bar


def test_refusals_of_links_are_refusals() -> None:
    with pytest.raises(Refused):
        people.check_name(None, "")
