"""The readiness board as park and agencies read it: what waits, for whom, and a short message to each who holds it up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts.queries.readiness import Missing
from tempa.contracts.queries.waiting import NO_CONTRACT, Board, Holder, Waiting, WaitingLot
from tempa.desks.frame import figures
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.contracts.speech import HOLDERS, missing_words
from tempa.desks.frame.door import Here
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.tables import Column
from tempa.desks.frame.whatsapp import Message, phone_words
from tempa.desks.frame.words import day, day_words, number
from tempa.ledger import links
from tempa.ledger import queries as ledger

FOLLOWS_FROM = ("contracts", "allocation", "catalogue", "demand", "rows")
NO_CONTRACT_YET = gettext_lazy("konsep kontrak")
MOST_NAMED, MOST_LOTS, MOST_STOPPED, MOST_RISKS = 4, 2, 8, 8


@dataclass(frozen=True)
class Standing:
    """What a desk shows of the board of a day, worked out once until something is recorded that it follows from."""

    rows: tuple[Waiting, ...]
    holders: tuple[Holder, ...]
    free_lots: int
    late_units: int
    stopped: tuple[tuple[Waiting, WaitingLot], ...]
    stopped_count: int
    risks: tuple[Waiting, ...]
    vendors: tuple[str, ...]
    has_objections: bool


def board_of(here: Here) -> Board:
    """The board of today, of all agencies."""

    def make() -> Board:
        made = Board(here.programme, here.today)
        _read = made.rows, made.holders
        return made

    return here.known(f"readiness {here.today}", make, of=FOLLOWS_FROM)


def standing(here: Here) -> Standing:
    """The board as this desk sees it: all of it at the park, an agency's own at the agency."""
    return here.known(f"readiness shown {here.desk} {here.subject} {here.today}", lambda: worked_out(here), of=FOLLOWS_FROM)


def worked_out(here: Here) -> Standing:
    board = board_of(here)
    is_agency = here.desk == "agency"
    rows = tuple(row for row in board.rows if row.agency == here.subject) if is_agency else board.rows
    stopped = sorted(((w, lot) for w in rows for lot in w.unnoted(here.today)), key=lambda s: (s[1].starts_on, s[1].lot))
    return Standing(
        rows, own_holders(board, rows) if is_agency else tuple(h for h in board.holders if h.side != "park"),
        sum(len(w.lots) for w in rows if w.contract is None), sum(lot.units for _w, lot in stopped), tuple(stopped[:MOST_STOPPED]), len(stopped),
        tuple(w for w in rows if w.contract is not None and w.contract.risk_from), tuple({w.vendor for w in rows}),
        any(m.objection for w in rows for m in w.missing),
    )  # fmt: skip


def own_holders(board: Board, rows: Sequence[Waiting]) -> tuple[Holder, ...]:
    """The vendors that hold up these contracts, with what is missing for these alone."""
    mine = set(map(id, rows))
    found = []
    for h in board.holders:
        kept = {what: tuple(r for r in some if id(r) in mine) for what, some in h.missing.items()} if h.side == "vendor" else {}
        if any(kept.values()):
            found.append(Holder(h.side, h.code, {what: some for what, some in kept.items() if some}))
    return tuple(found)


def words_of(m: Missing) -> str:
    """What is missing, in the reader's words."""
    if m.objection is not None:
        return _("jawaban atas keberatan harga %(which)s") % {"which": m.what.partition("harga ")[2]}
    return str(NO_CONTRACT_YET) if m.what == NO_CONTRACT else missing_words(m.what)


def page(request: HttpRequest, here: Here) -> HttpResponse:
    """Per contract what is missing, with whom, since when, what it blocks, and the lots that wait for it by date."""
    shown, names = standing(here), figures.workshop_names(here)
    listing = Listing(
        title=_("Kesiapan kontrak"), rows=shown.rows, columns=columns(here, shown, names), file_name=f"kesiapan-{here.programme.code}",
        filters=filters(here, shown, figures.agency_names(here), names),
        empty=_("Semua kontrak sudah berlaku dan setiap lot sudah ada kontraknya: tidak ada yang ditunggu."),
    )  # fmt: skip
    return listing.respond(
        request, "readiness.html", section=f"{here.desk}-readiness", answer=answer(shown), risks=risks(shown, names),
        risk_count=len(shown.risks),
        stopped=stopped(here, shown, names), stopped_count=shown.stopped_count, to_messages=reverse(f"{here.desk}-readiness-messages"),
    )  # fmt: skip


def answer(shown: Standing) -> str:
    """`12 kontrak belum berlaku dan 30 lot belum ada di kontrak. 45 mesin menurut rencana sudah mulai, padahal …`"""
    if not shown.rows:
        return ""
    contracts = sum(1 for w in shown.rows if w.contract)
    told = [_("%(n)s kontrak belum berlaku") % {"n": number(contracts)}] * bool(contracts)
    told += [_("%(n)s lot belum ada di kontrak") % {"n": number(shown.free_lots)}] * bool(shown.free_lots)
    first = _("%(told)s.") % {"told": _(" dan ").join(told)}
    if not shown.late_units:
        return f"{first} {_('Belum ada lot yang hari mulainya sudah lewat.')}"
    return first + " " + _("%(n)s mesin menurut rencana sudah mulai, padahal kontraknya belum berlaku: pekerjaan itu tidak boleh dimulai.") % {
        "n": number(shown.late_units)
    }


def columns(here: Here, shown: Standing, names: dict[str, str]) -> list[Column[Waiting]]:
    to_contract: Callable[[str], str] = addresses(f"{here.desk}-contract")
    to_draft = reverse(f"{here.desk}-contracts-draft")

    to_objection = "agency-price" if here.desk == "agency" else "park-price-objection"

    def objection(w: Waiting) -> UUID | None:
        return next((m.objection for m in w.missing if m.objection), None)

    def begun(w: Waiting) -> str:
        return "late" if w.unnoted(here.today) else "doubt" if w.due(here.today) else ""

    found: list[Column[Waiting]] = [
        Column("contract", lambda w: w.code or _("belum ada"), words=_("Kontrak"), sort="kontrak",
               link=lambda w: to_contract(w.code) if w.code else to_draft),
        Column("starts", lambda w: w.starts_on, lambda d: day(d) if d else "", words=_("Mulai menurut rencana"), sort="mulai", tag=begun,
               urgent=True),
        Column("units", lambda w: w.units, number, sort="mesin", numeric=True),
        Column("missing", missing_of, words=_("Yang kurang, dan pada siapa"), wide=True, urgent=True),
        Column("since", lambda w: w.since, lambda d: day(d) if d else "", words=_("Sejak"), sort="sejak"),
        Column("agency", lambda w: w.agency, sort="opd"),
        Column("vendor", lambda w: names.get(w.vendor, w.vendor), words=_("Penyedia"), sort="penyedia"),
        Column("waits", lambda w: lots_words(w), words=_("Lot yang menunggu"), wide=True),
    ]  # fmt: skip
    held: Column[Waiting] = Column("objection", lambda w: _("lihat keberatan") if objection(w) else "", words=_("Keberatan harga"),
                  link=lambda w: reverse(to_objection, args=[objection(w)]) if objection(w) else "")  # fmt: skip
    return [*found, held] if shown.has_objections else found


def missing_of(w: Waiting) -> str:
    """`OPD: nomor dan tanggal DPA. Penyedia: NPWP atau NIK, alamat.`"""
    said = [f"{HOLDERS[side]}: {', '.join(words_of(m) for m in w.missing if m.lies_with == side)}" for side in w.holders]
    return ". ".join(one[:1].upper() + one[1:] for one in said)


def lots_words(w: Waiting) -> str:
    """The first lots that wait, each with its day."""
    named = ", ".join(f"{lot.lot} ({day(lot.starts_on)})" for lot in w.lots[:MOST_LOTS])
    return named + (_(", dan %(n)s lagi") % {"n": number(len(w.lots) - MOST_LOTS)} if len(w.lots) > MOST_LOTS else "")


def filters(here: Here, shown: Standing, agencies: dict[str, str], names: dict[str, str]) -> list[Filter]:
    vendors = sorted(shown.vendors, key=lambda code: names.get(code, code))
    found = [
        Filter("ada", _("Ada pada"), every((code, str(words)) for code, words in HOLDERS.items()), lambda h: lambda w: h in w.holders),
        Filter("penyedia", _("Penyedia"), every((v, names.get(v, v)) for v in vendors), lambda v: lambda w: w.vendor == v),
        Filter("mulai", _("Mulai"), every([("lewat", _("sudah lewat")), ("risiko", _("dengan catatan risiko"))]), begins(here)),
    ]  # fmt: skip
    mine = Filter("opd", _("OPD"), every(agencies.items()), lambda a: lambda w: w.agency == a)
    return found if here.desk == "agency" else [mine, *found]


def begins(here: Here) -> Callable[[str], Callable[[Waiting], bool]]:
    """Those whose planned start has come, or those that a risk note lets begin."""
    return lambda how: lambda w: bool(w.contract is not None and w.contract.risk_from) if how == "risiko" else bool(w.due(here.today))


def stopped(here: Here, shown: Standing, names: dict[str, str]) -> list[dict[str, object]]:
    """The first lots whose planned start has come while nobody may begin them: the hard stop, the longest first."""
    return [
        {"lot": lot, "agency": w.agency, "maker": names.get(lot.maker, lot.maker), "days": (here.today - lot.starts_on).days}
        for w, lot in shown.stopped
    ]  # fmt: skip


def risks(shown: Standing, names: dict[str, str]) -> list[dict[str, object]]:
    """The named notes by which work was let begin before its contract holds."""
    return [{"contract": w.contract, "vendor": names.get(w.vendor, w.vendor), "units": w.units} for w in shown.risks[:MOST_RISKS]]


# --- messages --------------------------------------------------------------------------------------------------------


def holders_of(here: Here) -> tuple[Holder, ...]:
    """Who is to be reminded from this desk: agencies and vendors from the park, its own vendors from an agency."""
    return standing(here).holders


def open_links(here: Here) -> dict[str, ledger.WorkLink]:
    """Workshop -> its link for contracts that works now."""
    found = ledger.work_links(here.programme, purpose="contract").filter(revoked_at=None, expires_at__gt=here.now)
    return {link.organisation: link for link in found}


def messages_of(request: HttpRequest, here: Here) -> list[dict[str, object]]:
    """A text for each holder, ready to send, with its own link where the park sends it.

    An agency never reads the link of a vendor: with it, it could sign for both sides. It names the front door.
    """
    phones, given = ledger.link_phones(here.programme), open_links(here) if here.desk == "park" else {}
    names, agencies = figures.workshop_names(here), figures.agency_names(here)
    found = []
    for h, waits in asked(here):
        name = agencies.get(h.code, h.code) if h.side == "agency" else names.get(h.code, h.code)
        link = given.get(h.code) if h.side == "vendor" else None
        to = reverse("link", args=[links.code_of(link.link)]) if link else reverse("agency-readiness" if h.side == "agency" else "workshop-contracts")
        phone = phones.get(h.code, "") if h.side == "vendor" else ""
        text = message(here, waits, name, request.build_absolute_uri(to))
        found.append({
            "code": f"{h.side}-{h.code}", "name": name, "side": str(HOLDERS[h.side]), "has_link": link is not None, "is_vendor": h.side == "vendor",
            "phone": phone_words(phone), "message": Message(text, f"pesan-{h.side}-{h.code}", phone),
        })  # fmt: skip
    return found


def asked(here: Here) -> list[tuple[Holder, tuple[str, str]]]:
    """Each holder with what is asked of it and what waits for that, in words."""

    def make() -> list[tuple[Holder, tuple[str, str]]]:
        return [(h, ("; ".join(asked_for(what, rows) for what, rows in h.missing.items()), waits_for(here, h))) for h in holders_of(here)]

    return here.known(f"readiness asked {here.desk} {here.subject} {here.today}", make, of=FOLLOWS_FROM, worded=True)


def waits_for(here: Here, h: Holder) -> str:
    """`45 mesin menunggu, seharusnya mulai 6 Juli 2020`."""
    waits, first = _("%(n)s mesin menunggu") % {"n": number(h.units)}, h.starts_on
    if first is None:
        return waits
    words = _("seharusnya mulai %(day)s") if first <= here.today else _("yang pertama mulai %(day)s")
    return f"{waits}, {words % {'day': day_words(first)}}"


def message(here: Here, told: tuple[str, str], name: str, link: str) -> str:
    """Short and polite: what is missing, for which contracts, what waits for it, where to do it."""
    return _("Yth. %(name)s. Untuk kontrak program %(programme)s masih kami tunggu: %(asked)s. %(waits)s. Mohon dilengkapi di %(link)s Terima kasih. "
             "%(sender)s") % {
        "name": name, "programme": here.programme.code, "asked": told[0], "waits": told[1], "link": link, "sender": here.person.name,
    }  # fmt: skip


def asked_for(what: str, rows: Sequence[Waiting]) -> str:
    """One thing that is missing, with the contracts that wait for it where it is not about all of them."""
    codes = [row.code for row in rows if row.code]
    words = words_of(next(m for m in rows[0].missing if m.what == what))
    if not codes:
        return _("%(what)s untuk %(n)s lot") % {"what": words, "n": number(sum(len(row.lots) for row in rows))}
    more = _(" dan %(n)s lagi") % {"n": number(len(codes) - MOST_NAMED)} if len(codes) > MOST_NAMED else ""
    return f"{words} ({', '.join(codes[:MOST_NAMED])}{more})"
