"""Materials of my lots: what the park gave me, what it takes off my payment, and my word whether I got it; at the desk and by a link."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.door import Here, door
from tempa.desks.frame.link_door import LinkHere, link_door
from tempa.desks.frame.supply.forms import ActForm, code_field, form_at, words_field
from tempa.desks.frame.supply.issues import note_tag
from tempa.desks.frame.supply.sections import Card, Page, Place, Section, shown
from tempa.desks.frame.supply.words import Goods, amount
from tempa.desks.frame.words import day, day_words, number, rp
from tempa.supply import actions
from tempa.supply import queries as supply
from tempa.supply.rules.stock import WORKSHOP_PURPOSES


class ConfirmForm(ActForm):
    """I got it, or something was otherwise."""

    act = "confirm"
    send = gettext_lazy("Kirim")

    right = code_field(gettext_lazy("Bahan di bon ini"), [("yes", gettext_lazy("saya terima sesuai")), ("no", gettext_lazy("ada yang berbeda"))])
    words = words_field(gettext_lazy("Apa yang berbeda, bila ada"))


def address(here: Place, page: str, *args: str) -> str:
    return here.address(f"link-{page}", *args) if isinstance(here, LinkHere) else reverse(f"workshop-{page}", args=args)


@door("workshop", "teacher")
def materials_at_desk(request: HttpRequest, here: Here) -> HttpResponse:
    return materials(request, here)


@link_door(*WORKSHOP_PURPOSES)
def materials_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return materials(request, here)


@door("workshop", "teacher")
def issue_at_desk(request: HttpRequest, here: Here, issue: str) -> HttpResponse:
    return issue_page(request, here, issue)


@link_door(*WORKSHOP_PURPOSES)
def issue_by_link(request: HttpRequest, here: LinkHere, issue: str) -> HttpResponse:
    return issue_page(request, here, issue)


def materials(request: HttpRequest, here: Place) -> HttpResponse:
    """Notes that wait for my word first; then every lot with what it has and what is still to come."""
    goods, notes = Goods(here.programme), list(supply.issues_of(here.programme, here.subject))
    lots = [lot for lot in supply.lots_to_supply(here.programme) if lot.workshop == here.subject]
    held = [m for m in supply.issued_to(here.programme).values() if m.workshop == here.subject and m.quantity]
    needs = supply.needs_of(here.programme, lots)
    has, sums = {(m.lot, m.material): m.quantity for m in held}, supply.values_of_issues(here.programme)
    waiting = [n for n in notes if n.confirmed_at is None and not n.is_return]
    owed = sum(m.value for m in held)
    answer = _("Bahan taman sains pada lot Anda senilai %(rp)s; jumlah itu dipotong dari pembayaran Anda.") % {"rp": rp(owed)} if held else _(
        "Belum ada bahan taman sains pada lot Anda.")  # fmt: skip
    return shown(request, here, Page(_("Bahan untuk lot saya"), answer, [
        Section(words=[_("Sudah tercatat.")] if "terkirim" in request.GET else []),
        *([Section(_("Menunggu kata Anda"), cards=[note_card(here, n, sums) for n in waiting])] if waiting else []),
        *(Section(_("Lot %(lot)s, mulai %(day)s") % {"lot": lot.lot, "day": day(lot.starts_on)}, cards=[
            Card(goods.name(m), tag=tag_of(has.get((lot.lot, m), 0), need), small=_("%(has)s dari %(need)s") % {
                "has": amount(has.get((lot.lot, m), 0)), "need": goods.words(m, need)})
            for (code, m), need in needs.items() if code == lot.lot
        ]) for lot in sorted(lots, key=lambda one: (one.starts_on, one.lot))[:12]),
        *([Section(links=[(_("Kontrak saya"), here.address("link-contracts"))])]
          if isinstance(here, LinkHere) and here.link.purpose == "contract" else []),
        Section(_("Semua bon"), cards=[note_card(here, n, sums) for n in notes if n not in waiting][:30], empty=_("Belum ada.")),
    ], section="workshop-materials"))  # fmt: skip


def tag_of(has: int, need: int) -> tuple[str, str]:
    if has > need:
        return "doubt", _("lebih dari keperluan: kembalikan sisanya")
    if has == need:
        return "good", _("lengkap")
    return ("doubt", _("sebagian")) if has else ("", _("belum dikirim"))


def note_card(here: Place, note: supply.IssueNote, sums: Mapping[UUID, int]) -> Card:
    words = _("%(day)s, %(rp)s") % {"day": day(note.moved_on), "rp": rp(abs(sums.get(note.entry_id, 0)))}
    return Card(_("Bon %(issue)s") % {"issue": note.issue}, address(here, "issue", note.issue), note_tag(note), words)


def issue_page(request: HttpRequest, here: Place, issue: str) -> HttpResponse:
    """One note of mine, and my word on it."""
    note, goods = supply.issue_named(here.programme, issue), Goods(here.programme)
    if note is None or note.workshop != here.subject:
        raise Http404
    form = form_at(ConfirmForm, here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.confirm_issue(
            here.programme, issue=issue, right=form.cleaned_data["right"] == "yes", words=form.cleaned_data["words"], **deed
        ), to=lambda _made: address(here, "materials") + ("?terkirim=1" if isinstance(here, LinkHere) else ""), done=_("Pernyataan Anda tercatat."),
    )  # fmt: skip
    if gone_on is not None:
        return gone_on
    lines = supply.lines_of_issue(note)
    may_confirm = note.confirmed_at is None and not note.is_return
    answer = _("%(state)s. %(n)s bahan senilai %(rp)s, %(day)s.") % {
        "state": note_tag(note)[1].capitalize(), "n": number(len(lines)), "rp": rp(abs(sum(m.value for m in lines))), "day": day_words(note.moved_on),
    }  # fmt: skip
    return shown(request, here, Page(_("Bon bahan %(issue)s") % {"issue": issue}, answer, [
        Section(cards=[
            Card(goods.name(m.material), small=_("lot %(lot)s: %(n)s, %(rp)s") % {
                "lot": m.lot, "n": goods.words(m.material, abs(m.quantity)), "rp": rp(abs(m.value)),
            } + (f" · {', '.join(m.engines)}" if m.engines else "")) for m in lines
        ]),
        *([Section(_("Apakah Anda menerimanya?"), words=[_("Nilai bon ini dipotong dari pembayaran lotnya. Bila ada yang kurang, katakan di sini.")],
                   forms=[form])] if may_confirm else []),
        Section(links=[(_("Semua bahan saya"), address(here, "materials"))]),
    ], section="workshop-materials"))  # fmt: skip
