"""Who asks for machines: the dated queue, one recipient with its requests and site, decisions and decrees."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts import queries as contracts
from tempa.delivery import actions, rules
from tempa.delivery import queries as delivery
from tempa.delivery.rules import Need
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.delivery.pictures import pictures
from tempa.desks.frame.delivery.recipient_forms import ApplicantForm, DecideForm, DecreeForm, SiteForm, WishForm
from tempa.desks.frame.delivery.speech import KINDS, REQUEST, TIES, agency_of, gaps_words, stage_of_request
from tempa.desks.frame.door import Here
from tempa.desks.frame.listing import Column, Filter, Listing, every
from tempa.desks.frame.tables import Table, respond
from tempa.desks.frame.visitor import address_of
from tempa.desks.frame.whatsapp import Message
from tempa.desks.frame.words import day, day_words, number
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import read_phone

LINK_STAYS = timedelta(days=390)  # until the last check of use; no link may stay longer than LINK_MOST


def queue(request: HttpRequest, here: Here) -> HttpResponse:
    """The dated queue of requests."""
    return show_queue(request, here)


def register(request: HttpRequest, here: Here) -> HttpResponse:
    """Somebody asks for the first time."""
    form = ApplicantForm(here, request, agency=here.subject, address=request.path, mark="pemohon")
    return form.carried_out(
        request, lambda **deed: actions.register_recipient(here.programme, agency=here.subject, applicant=form.applicant, wish=form.wish, **deed),
        to=lambda code: reverse(f"{here.desk}-recipient", args=[code]), done=_("Permohonan tercatat."),
    ) or show_queue(request, here, register=form)  # fmt: skip


def decree(request: HttpRequest, here: Here) -> HttpResponse:
    """The agency notes its decree."""
    form = DecreeForm(here, request, address=request.path, mark="sk")
    return form.carried_out(
        request, lambda **deed: actions.issue_decree(here.programme, agency=here.subject, **form.said(), **deed),
        to=lambda _entry: reverse(f"{here.desk}-recipients"), done=_("Surat keputusan tercatat."),
    ) or show_queue(request, here, decree=form)  # fmt: skip


def show_queue(request: HttpRequest, here: Here, **sent: DeedForm) -> HttpResponse:
    agency = agency_of(here)
    shown: dict[str, DeedForm] = {}
    if here.desk == "agency":
        shown["register"] = ApplicantForm(here, agency=agency, address=reverse("agency-recipient-new"), mark="pemohon")
        if (form := DecreeForm(here, address=reverse("agency-decree"), mark="sk")).has_choices:
            shown["decree"] = form
    shown |= sent
    needs, types = delivery.needs(here.programme), figures.type_names(here)
    found = delivery.requests(here.programme, agency)
    listing: Listing[delivery.Request] = Listing(
        _("Permohonan mesin"), found, columns(here, needs, types), file_name="permohonan-mesin",
        search=("request", "recipient__name", "recipient__village", "type", "recipient__recipient"),
        filters=[
            Filter("putusan", _("Putusan"), every([(code, str(words)) for code, (_tag, words) in REQUEST.items() if code]), condition),
            Filter("jenis", _("Jenis mesin"), every([(t, f"{t} {types.get(t, '')}") for t in sorted(set(found.values_list("type", flat=True)))]),
                   lambda t: Q(type=t)),
        ],
        empty=_("Belum ada permohonan. Catat permohonan pertama di bawah, dari surat, telepon atau petugas."),
    )  # fmt: skip
    page = listing.respond(
        request, "delivery/recipients.html", section=f"{here.desk}-recipients", answer=answer(here, agency), ties=ties_shown(here, agency),
        decrees=decrees_table(here, agency), **shown,
    )  # fmt: skip
    page.status_code = max((f.status for f in shown.values()), default=200)
    return page


def decrees_table(here: Here, agency: str) -> Table[tuple[str, str, date, int]]:
    """Every decree, with the way to its paper where it has a number of the agency's book."""
    printed = {p.number: p.subject for p in contracts.documents(here.programme, "decree:")}
    return Table(_("Surat keputusan"), delivery.decrees(here.programme, agency), [
        Column("number", lambda d: d[1], words=_("Nomor"), wide=True,
               link=lambda d: reverse(f"{here.desk}-documents", args=[printed[d[1]]]) if d[1] in printed else ""),
        Column("agency", lambda d: d[0], words=_("OPD")), Column("on", lambda d: d[2], day, words=_("Tanggal")),
        Column("requests", lambda d: d[3], number, words=_("Permohonan"), numeric=True),
    ])  # fmt: skip


def condition(choice: str) -> Q:
    return ~Q(decree="") if choice == "decreed" else Q(decided=choice, decree="")


STAGE: Column[delivery.Request] = Column(
    "stage", lambda r: str(REQUEST[stage_of_request(r)][1]), words=gettext_lazy("Putusan"), tag=lambda r: REQUEST[stage_of_request(r)][0],
    urgent=True,
)  # fmt: skip


def columns(here: Here, needs: dict[str, Need], types: dict[str, str]) -> list[Column[delivery.Request]]:
    def lacks(r: delivery.Request) -> str:
        if r.type not in needs:
            return _("kebutuhan mesinnya belum dinyatakan")
        return gaps_words(rules.gaps(needs[r.type], delivery.site_of(r.recipient, r.raw_per_day))) or "–"

    return [
        Column("asked_on", lambda r: r.asked_on, day, words=_("Diminta"), sort="asked_on"),
        Column("recipient", lambda r: f"{r.recipient.recipient} {r.recipient.name}", words=_("Penerima"), wide=True, sort="recipient__name",
               link=lambda r: reverse(f"{here.desk}-recipient", args=[r.recipient.recipient])),
        Column("village", lambda r: r.recipient.village, words=_("Desa")),
        Column("type", lambda r: f"{r.type} {types.get(r.type, '')}", wide=True, sort="type"),
        Column("quantity", lambda r: r.quantity, number, numeric=True),
        Column("lacks", lacks, words=_("Lokasi kurang"), wide=True),
        STAGE,
    ]  # fmt: skip


def answer(here: Here, agency: str) -> str:
    found = delivery.requests(here.programme, agency)
    undecided = found.filter(decided="").count()
    if not found.exists():
        return _("Belum ada yang meminta mesin.")
    waiting = sum(a.wanted for a in delivery.waiting_list(here.programme, agency)) if agency else 0
    said = _("%(n)s permohonan, %(undecided)s belum diputuskan.") % {"n": number(found.count()), "undecided": number(undecided)}
    return said + (" " + _("%(n)s mesin masih ditunggu penerima yang sudah ditetapkan.") % {"n": number(waiting)} if waiting else "")


def ties_shown(here: Here, agency: str) -> list[str]:
    """Recipients that may be one and the same, in words."""
    return [f"{TIES[tie.what]}: {', '.join(tie.recipients)}" for tie in delivery.related_recipients(here.programme, agency)]


def one(request: HttpRequest, here: Here, recipient: str) -> HttpResponse:
    return show_one(request, here, recipient)


def show_one(request: HttpRequest, here: Here, recipient: str, **sent: Any) -> HttpResponse:
    """One recipient: its requests with decisions, its site, and what can be done now."""
    found = existing(here, recipient)
    needs, types = delivery.needs(here.programme), figures.type_names(here)
    requests = list(found.requests.select_related("decided_by").order_by("asked_on", "request"))
    shown: dict[str, object] = {"site": SiteForm(here, address=reverse(f"{here.desk}-recipient-site", args=[recipient]), mark="lokasi")}
    deciding = []
    if here.desk == "agency":
        shown["again"] = WishForm(here, agency=found.agency, address=reverse("agency-recipient-again", args=[recipient]), mark="lagi")
        deciding = [(r, sent.pop(r.request, None) or deciding_form(here, r.request)) for r in requests if not r.decree]
    shown["link_form"] = LinkSendForm(here, address=reverse(f"{here.desk}-recipient-link", args=[recipient]), mark="tautan")
    shown |= sent
    machines = Table(_("Permohonan"), requests, [
        Column("asked", lambda r: r.request, words=_("Permohonan")), Column("asked_on", lambda r: r.asked_on, day, words=_("Diminta")),
        Column("type", lambda r: f"{r.type} {types.get(r.type, '')}", wide=True), Column("quantity", lambda r: r.quantity, number, numeric=True),
        Column("lacks", lambda r: gaps_words(rules.gaps(needs[r.type], delivery.site_of(found, r.raw_per_day))) or "–" if r.type in needs else "–",
               words=_("Lokasi kurang"), wide=True),
        STAGE,
        Column("why", lambda r: r.decided_why or r.decree, words=_("Alasan atau nomor SK"), wide=True),
    ])  # fmt: skip
    return respond(request, "delivery/recipient.html", {
        "title": f"{recipient} {found.name}", "section": f"{here.desk}-recipients", "recipient": found, "kind": KINDS[found.kind],
        "place": figures.destination_names(here).get(found.destination, found.destination), "machines": machines, "deciding": deciding,
        "units": units_of(here, recipient, types), "message": link_message(request, here, found), "ties": ties_of(here, found),
        **site_shown(here, found), **shown,
    }, status=max((f.status for f in [*sent.values(), *(form for _, form in deciding)]), default=200))  # fmt: skip


def ties_of(here: Here, found: delivery.Recipient) -> list[tuple[str, list[tuple[str, str]]]]:
    """(what is the same, the others with their pages) where this recipient may be another one too, of this or of another agency."""
    own = set(delivery.recipients(here.programme, agency_of(here)).values_list("recipient", flat=True))
    return [
        (str(TIES[tie.what]), [(other, reverse(f"{here.desk}-recipient", args=[other]) if other in own else "")
                               for other in tie.recipients if other != found.recipient])
        for tie in delivery.related_recipients(here.programme, found.agency) if found.recipient in tie.recipients
    ]  # fmt: skip


def site_shown(here: Here, found: delivery.Recipient) -> dict[str, object]:
    """The site in words, as it was measured last: by whom, when, with what photos."""
    by, said = delivery.site_seen(found)
    power = delivery.decimal(found.kilovolt_amperes)
    seen = _("%(day)s oleh %(by)s") % {"day": day_words(date.fromisoformat(said["on"])), "by": by} if said else ""
    return {
        "power": "" if power is None else number(power), "seen": seen, "site_note": said.get("note", ""), "site_place": said.get("place", ""),
        "pictures": pictures(here, f"recipient:{found.recipient}", said.get("photos", [])),
    }  # fmt: skip


def deciding_form(here: Here, asked: str) -> DecideForm:
    return DecideForm(here, address=reverse("agency-request-decide", args=[asked]), mark=asked, about=asked)


def units_of(here: Here, recipient: str, types: dict[str, str]) -> Table[delivery.Assignment]:
    """Units that are meant for a recipient, and when it got them."""
    meant = [a for a in delivery.assignments(here.programme).values() if a.request.recipient.recipient == recipient]
    got = delivery.handed_over(here.programme, 3, [a.serial for a in meant])
    return Table(_("Mesin untuk penerima ini"), sorted(meant, key=lambda a: a.serial), [
        Column("serial", lambda a: a.serial, words=_("Nomor seri")), Column("type", lambda a: types.get(a.request.type, a.request.type), wide=True),
        Column("why", lambda a: a.why, words=_("Mengapa"), wide=True),
        Column("got", lambda a: got.get(a.serial), lambda d: day(d) if d else _("belum"), words=_("Diterima")),
    ], empty=_("Belum ada mesin yang ditetapkan untuk penerima ini."))  # fmt: skip


class LinkSendForm(DeedForm):
    """A link by which the recipient tells of its machines itself."""

    send = gettext_lazy("Buat tautan penerima")


def send_link(request: HttpRequest, here: Here, recipient: str) -> HttpResponse:
    """A link for a recipient, in the place of the one that it has; shown with the message that brings it."""
    found = existing(here, recipient)
    form = LinkSendForm(here, request, address=request.path, mark="tautan")

    def issue(**deed: Any) -> object:
        order = links.Order(rules.BY_LINK, "", here.now + LINK_STAYS, {recipient: "recipient"}, {recipient: found.phone})
        return links.issue_links(
            here.programme, order, issued_from=address_of(request), allowed=lambda who: rules.may_register(who, found.agency), **deed
        )

    return form.carried_out(
        request, issue, to=lambda _made: reverse(f"{here.desk}-recipient", args=[recipient]),
        done=_("Tautan dibuat. Kirim pesannya kepada penerima."),
    ) or show_one(request, here, recipient, link_form=form)  # fmt: skip


def link_message(request: HttpRequest, here: Here, found: delivery.Recipient) -> Message | None:
    """What to send to a recipient that has a link that works."""
    sent = ledger.work_links(here.programme, purpose=rules.BY_LINK).filter(organisation=found.recipient)
    link = sent.filter(revoked_at=None, expires_at__gt=here.now).first()
    if link is None:
        return None
    address = request.build_absolute_uri(reverse("link", args=[links.code_of(link.link)]))
    text = _("Yth. %(name)s. Lewat tautan ini Anda melihat permohonan dan mesin Anda, mencatat penerimaan, melaporkan kerusakan dan memberi "
             "kabar: %(link)s Tautan ini hanya untuk Anda, jangan diteruskan. %(sender)s") % {
        "name": found.name, "link": address, "sender": here.person.name,
    }  # fmt: skip
    return Message(text, "pesan-penerima", read_phone(found.phone))


def existing(here: Here, recipient: str) -> delivery.Recipient:
    found = delivery.recipient_named(here.programme, recipient)
    if found is None or agency_of(here) not in ("", found.agency):
        raise Http404
    return found


def again(request: HttpRequest, here: Here, recipient: str) -> HttpResponse:
    found = existing(here, recipient)
    form = WishForm(here, request, agency=found.agency, address=request.path, mark="lagi")
    return form.carried_out(
        request, lambda **deed: actions.request_machine(here.programme, recipient=recipient, wish=form.wish, **deed),
        to=lambda _code: reverse(f"{here.desk}-recipient", args=[recipient]), done=_("Permohonan tercatat."),
    ) or show_one(request, here, recipient, again=form)  # fmt: skip


def decide(request: HttpRequest, here: Here, asked: str) -> HttpResponse:
    found = delivery.request_named(here.programme, asked)
    if found is None:
        raise Http404
    recipient = existing(here, found.recipient.recipient).recipient
    form = DecideForm(here, request, address=request.path, mark=asked, about=asked)
    return form.carried_out(
        request, lambda **deed: actions.decide_request(here.programme, request=asked, **form.typed, **deed),
        to=lambda _entry: reverse(f"{here.desk}-recipient", args=[recipient]), done=_("Putusan tercatat."),
    ) or show_one(request, here, recipient, **{asked: form})  # fmt: skip


def site(request: HttpRequest, here: Here, recipient: str) -> HttpResponse:
    existing(here, recipient)
    form = SiteForm(here, request, address=request.path, mark="lokasi")
    return form.carried_out(
        request, lambda **deed: actions.inspect_site(here.programme, recipient=recipient, **form.told(), **deed),
        to=lambda _entry: reverse(f"{here.desk}-recipient", args=[recipient]), done=_("Pemeriksaan lokasi tercatat."),
    ) or show_one(request, here, recipient, site=form)  # fmt: skip
