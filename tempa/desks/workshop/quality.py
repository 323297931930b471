"""A workshop's quality: what to do today, its rating with the reasons, its failed machines and what becomes of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.delivery import queries as delivery
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.quality import lasting
from tempa.desks.frame.quality.parts import Part, tables_in
from tempa.desks.frame.quality.speech import DECISIONS, TURNS, said, sentence_of, tag_of
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.visits.standing import probation_for
from tempa.desks.frame.words import moment, number
from tempa.quality import queries
from tempa.quality.rules.rating import Rating


@require_GET
@door("workshop", "teacher")
def quality(request: HttpRequest, here: Here) -> HttpResponse:
    mine = queries.rating(here.programme, here.subject, here.today, field=delivery.field_of)
    failed = queries.nonconformities(here.programme, maker=here.subject)
    decided = list(queries.decisions(here.programme).filter(maker=here.subject)[:30])
    parts = [
        Part(_("Yang perlu dilakukan"), told=to_do(here, failed, mine)),
        Part(_("Nilai bengkel Anda"), told=[*why(mine), *lasting.reasons(mine.field), lasting.weights_words(here.today), *ladder(here)]),
        Part(_("Unit yang gagal"), table=failed_table(failed)),
        Part(_("Putusan lot"), table=decided_table(decided)),
    ]
    return respond(request, "quality/page.html", {
        "title": _("Mutu"), "section": "workshop-quality", "parts": parts, **tables_in(parts), "answer": answer(mine),
    }, file_name=f"mutu-{here.subject}")  # fmt: skip


def answer(mine: Rating) -> str:
    if mine.is_new:
        return _("Nilai Anda belum dihitung: baru %(n)s unit diperiksa. Bengkel baru tidak dirugikan karenanya.") % {"n": number(mine.inspected)}
    return _("Nilai Anda %(score)s dari 100: mutu %(quality)s, tepat waktu %(time)s, di lapangan %(field)s.") % {
        "score": mine.score, "quality": mine.quality, "time": "–" if mine.time is None else mine.time,
        "field": "–" if mine.field.score is None else mine.field.score}  # fmt: skip


def why(mine: Rating) -> list[str]:
    """The reasons of a rating, in words a workshop owner can check."""
    told = [_("Mutu: %(bad)s dari %(n)s unit gagal pada pemeriksaan pertama. Makin banyak unit yang baik, makin pasti nilainya.") % {
        "bad": number(mine.bad), "n": number(mine.inspected)}]  # fmt: skip
    if mine.time is None:
        return [*told, _("Tepat waktu: belum ada lot yang sudah jatuh tempo.")]
    return [*told, _("Tepat waktu: %(lots)s lot selesai atau jatuh tempo, terlambat %(days)s hari seluruhnya; 30 hari terlambat "
                     "menghabiskan nilai sebuah lot.") % {"lots": number(mine.lots), "days": number(mine.days_late)}]  # fmt: skip


def ladder(here: Here) -> list[str]:
    """What the rating means for the next lots, where it limits them."""
    found = probation_for(here, here.subject)
    return [spoken(found.because)] if found.is_on else []


def to_do(here: Here, failed: list[queries.Nonconformity], mine: Rating) -> list[str]:
    rework = [n.inspection.serial for n in failed if n.decided == "rework" and not n.is_closed]
    scrapped = [n.inspection.serial for n in failed if n.decided == "scrapped"]
    held = sorted(type for workshop, type in queries.open_holds(here.programme) if workshop == here.subject)
    running = queries.open_plans(here.programme).filter(maker=here.subject)
    told = []
    if held:
        told.append(_("Cacat kritis: semua lot %(types)s ditahan. Perbaiki dulu, lalu hubungi taman sains.") % {"types": ", ".join(held)})
    if rework:
        told.append(_("Perbaiki %(n)s unit: %(serials)s. Lalu beri tahu taman sains untuk diperiksa ulang.") % {
            "n": len(rework), "serials": ", ".join(rework[:12])})  # fmt: skip
    if scrapped:
        told.append(_("%(n)s unit dimusnahkan; buat gantinya dengan nomor seri yang baru.") % {"n": len(scrapped)})
    if waiting := mine.field.record.failures - mine.field.record.mended:
        told.append(_("Perbaiki %(n)s mesin yang rusak di penerima selama garansi; daftarnya di halaman Perbaikan.") % {"n": number(waiting)})
    told += [
        _("Lot %(lot)s sedang diperiksa (%(turn)s): siapkan %(n)s unit, orang yang menjalankannya, dan bahan ujinya.") % {
            "lot": p.lot, "turn": said(TURNS, p.turn), "n": len(p.serials)}
        for p in running
    ]  # fmt: skip
    return told or [_("Tidak ada. Nyatakan lot selesai begitu unitnya jadi, supaya diperiksa.")]


def failed_table(failed: list[queries.Nonconformity]) -> Table[queries.Nonconformity]:
    return Table(_("Unit yang gagal"), failed, [
        Column("serial", lambda n: n.inspection.serial, words=_("Unit")), Column("lot", lambda n: n.inspection.lot),
        Column("what", lambda n: "; ".join(n.words), words=_("Yang tidak memenuhi"), wide=True),
        Column("decided", lambda n: said(DECISIONS, n.decided) if n.decided else _("belum diputus"), words=_("Putusan"),
               tag=lambda n: tag_of(n.decided) if n.is_closed else "doubt", urgent=True),
        Column("at", lambda n: n.inspection.received_at, moment),
    ], empty=_("Belum ada unit Anda yang gagal."), most=50)  # fmt: skip


def decided_table(decided: list[queries.LotDecision]) -> Table[queries.LotDecision]:
    return Table(_("Putusan lot"), decided, [
        Column("lot", lambda d: d.lot),
        Column("decided", lambda d: said(DECISIONS, d.decided), words=_("Putusan"), tag=lambda d: tag_of(d.decided), urgent=True),
        Column("sentence", sentence_of, words=_("Yang terbukti dan yang tidak"), wide=True), Column("at", lambda d: d.at, moment),
    ], empty=_("Belum ada lot Anda yang diputus."))  # fmt: skip
