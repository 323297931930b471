"""The inspectors' week at the park: proposed by the search, changed by hand, with what does not fit and how many hours are lacking."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Unpack

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.desks.frame import routing_runs
from tempa.desks.frame.deeds import DeedForm, FormPlace, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.errands import errands_until
from tempa.desks.frame.fields import DayField, NumberField
from tempa.desks.frame.quality.parts import Part, tables_in
from tempa.desks.frame.routes import ground_words, hours
from tempa.desks.frame.tables import respond
from tempa.desks.frame.week_tables import KINDS, Names, left_table, turns, week_asked, week_table
from tempa.desks.frame.words import day, day_words, number
from tempa.ledger.queries import setting_values
from tempa.ledger.rules import PARK, No, Refused
from tempa.quality import actions
from tempa.quality import queries as quality
from tempa.quality.rules import weeks as rules

HOURS, OFF = "jam-", "libur-"
USUAL_HOURS = 37.5
DAYS = (gettext_lazy("Senin"), gettext_lazy("Selasa"), gettext_lazy("Rabu"), gettext_lazy("Kamis"), gettext_lazy("Jumat"))


class WeekForm(DeedForm):
    """How many hours each inspector has this week, and on which days."""

    send = gettext_lazy("Usulkan minggu ini")

    week = DayField(widget=forms.HiddenInput)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, monday: date, **more: Unpack[FormPlace]) -> None:
        super().__init__(here, request, initial={"week": monday}, **more)
        self.people = quality.inspectors(here.programme)
        usual = usual_hours(here, len(self.people))
        for one in self.people:
            self.fields[f"{HOURS}{one.pk}"] = NumberField(
                label=_("Jam %(name)s") % {"name": one.name}, min_value=0, max_value=rules.MOST_WEEK_HOURS, initial=f"{usual:g}",
            )  # fmt: skip
            self.fields[f"{OFF}{one.pk}"] = forms.MultipleChoiceField(
                label=_("Hari libur %(name)s") % {"name": one.name}, choices=[(str(n), words) for n, words in enumerate(DAYS)], required=False,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip

    def take(self, refused: Refused) -> None:
        refused.field = ""  # the week is carried by the page: what is wrong with it stands on top
        super().take(refused)

    def working(self, monday: date) -> list[rules.Working]:
        said = self.cleaned_data
        return [
            rules.Working(
                str(one.public_id),
                tuple(monday + timedelta(days=n) for n in range(len(DAYS)) if str(n) not in said[f"{OFF}{one.pk}"]),
                round(said[f"{HOURS}{one.pk}"] * 60),
            )
            for one in self.people
        ]  # fmt: skip


def usual_hours(here: Here, people: int) -> float:
    """What the programme allows all inspectors together, shared, and never more than a usual week."""
    all_hours = float(setting_values(here.programme).get("inspection_hours_per_week", USUAL_HOURS) or USUAL_HOURS)
    return min(USUAL_HOURS, round(all_hours / max(1, people), 1))


class MoveForm(DeedForm):
    """One errand to another inspector or day."""

    send = gettext_lazy("Pindahkan")

    errand = forms.ChoiceField(label=gettext_lazy("Pekerjaan"))
    to = forms.ChoiceField(label=gettext_lazy("Pemeriksa"), required=False)
    day = forms.ChoiceField(label=gettext_lazy("Hari"), required=False)
    reason = forms.CharField(label=gettext_lazy("Alasannya"), max_length=300)

    week = DayField(widget=forms.HiddenInput)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, monday: date, **more: Unpack[FormPlace]) -> None:
        super().__init__(here, request, initial={"week": monday}, **more)
        rows = list(quality.week_errands(here.programme, monday))
        names = Names(here, rows)
        self.fields["errand"].choices = [  # type: ignore[attr-defined]
            (f"{e.kind}:{e.key}", f"{KINDS[e.kind]}: {names.words(e)}" + (f" ({e.inspector.name}, {day(e.day)})" if e.day and e.inspector else ""))
            for e in rows
        ]
        people = [(str(w.inspector.public_id), w.inspector.name) for w in quality.weeks_of(here.programme, monday)]
        self.fields["to"].choices = [*people, ("", _("keluarkan dari minggu ini"))]  # type: ignore[attr-defined]
        self.initial.setdefault("to", people[0][0] if people else "")
        days = [monday + timedelta(days=n) for n in range(len(DAYS))]
        self.fields["day"].choices = [(str(one), day_words(one)) for one in days if one >= here.today]  # type: ignore[attr-defined]

    @property
    def move(self) -> actions.ErrandMoved:
        said = self.cleaned_data
        on = date.fromisoformat(said["day"]) if said["to"] and said["day"] else None
        return actions.ErrandMoved(said["week"], said["errand"], said["to"], on)


@require_GET
@door(*PARK)
def week(request: HttpRequest, here: Here) -> HttpResponse:
    return show(request, here, week_asked(here, request.GET.get("minggu", "")))


class MondayForm(forms.Form):
    """Of which week a form of this page is."""

    week = forms.CharField(max_length=10)


def sent_week(request: HttpRequest, here: Here) -> date:
    sent = MondayForm(request.POST)
    return week_asked(here, sent.cleaned_data["week"] if sent.is_valid() else "")


@door(*PARK)
@form_of("park-week")
def plan(request: HttpRequest, here: Here) -> HttpResponse:
    """Put the search into its queue; what is wrong with the hours is said at once."""
    monday = sent_week(request, here)
    form = WeekForm(here, request, monday=monday, address=request.path, mark="usul")

    def act(**_deed: Any) -> object:
        working = form.working(monday)
        rules.check_week(monday, here.today, working)
        if isinstance(may := rules.may_plan_week(here.who), No):
            raise Refused(may.template, **may.values)
        said = {"week": str(monday), "working": [rules.working_row(w) for w in working], "seed": 1}
        return routing_runs.ask("week", here.programme, here.person, said)

    return form.carried_out(request, act, to=lambda run: reverse("park-route-run", args=[run])) or show(request, here, monday, plan=form)


@door(*PARK)
@form_of("park-week")
def move(request: HttpRequest, here: Here) -> HttpResponse:
    monday = sent_week(request, here)
    form = MoveForm(here, request, monday=monday, address=request.path, mark="pindah")
    return form.carried_out(
        request, lambda **deed: actions.move_errand(
            here.programme, move=form.move, errands=errands_until(here.programme, here.today, monday), reason=form.cleaned_data["reason"], **deed),
        to=lambda _entry: f"{reverse('park-week')}?minggu={monday}", done=_("Minggu pemeriksa diubah; jalan dan jamnya dihitung lagi."),
    ) or show(request, here, monday, move=form)  # fmt: skip


def show(request: HttpRequest, here: Here, monday: date, **sent: DeedForm) -> HttpResponse:
    """The week of every inspector, what does not fit, and how many hours that lacks."""
    rows = list(quality.week_errands(here.programme, monday))
    placed, left = [r for r in rows if r.inspector_id], [r for r in rows if not r.inspector_id]
    is_over = monday + timedelta(days=6) < here.today
    shown: dict[str, DeedForm] = {} if is_over else {"plan": WeekForm(here, monday=monday, address=reverse("park-week-plan"), mark="usul")}
    if rows and not is_over:
        shown["move"] = MoveForm(here, monday=monday, address=reverse("park-week-move"), mark="pindah")
    shown |= sent
    week_words = _("%(a)s sampai %(b)s") % {"a": day_words(monday), "b": day_words(monday + timedelta(days=6))}
    parts = [
        Part(week_words, told=hours_told(here, monday), more=turns(monday),
             table=week_table(here, _("Minggu pemeriksa"), placed, with_person=True,
                              empty=_("Minggu ini belum disusun. Usulkan di bawah: lot, unit pertama, verifikasi dan pemeriksaan pemakaian dibagi "
                                      "menurut jalan dan jam tiap pemeriksa."))),
        Part(_("Tidak muat minggu ini"), told=lacking_told(here, monday, left), table=left_table(here, left) if rows else None),
        Part(_("Pindahkan satu pekerjaan"), forms=[shown["move"]]) if "move" in shown else Part(),
        Part(_("Jam pemeriksa"), told=ground_words(monday, setting_values(here.programme).get("road_factor", "1.2")), forms=[shown["plan"]])
        if "plan" in shown else Part(),
    ]  # fmt: skip
    return respond(request, "quality/page.html", {
        "title": _("Minggu pemeriksa"), "section": "park-week", "parts": parts, **tables_in(parts), "answer": answer(placed, left),
    }, file_name=f"minggu-pemeriksa-{monday}", status=max((f.status for f in shown.values()), default=200))  # fmt: skip


def answer(placed: list[quality.WeekErrand], left: list[quality.WeekErrand]) -> str:
    if not placed and not left:
        return _("Minggu ini belum disusun.")
    said = _("%(n)s pekerjaan untuk %(people)s pemeriksa: %(work)s jam kerja dan %(travel)s jam jalan.") % {
        "n": number(len(placed)), "people": number(len({e.inspector_id for e in placed})), "work": hours(sum(e.work for e in placed)),
        "travel": hours(sum(e.travel for e in placed)),
    }  # fmt: skip
    return said + (" " + _("%(n)s tidak muat.") % {"n": number(len(left))} if left else " " + _("Semuanya muat."))


def hours_told(here: Here, monday: date) -> list[str]:
    """`Ani: 31,5 dari 37,5 jam, 3 perjalanan.`"""
    return [
        _("%(name)s: %(used)s dari %(most)s jam dengan jalan pulang, %(n)s perjalanan.") % {
            "name": w.inspector.name, "used": hours(sum(sum(t["day_minutes"]) for t in w.trips)), "most": hours(w.most_minutes),
            "n": number(len(w.trips)),
        }
        for w in quality.weeks_of(here.programme, monday)
    ]  # fmt: skip


def lacking_told(here: Here, monday: date, left: list[quality.WeekErrand]) -> list[str]:
    if not any(e.left == "days" for e in left):
        return []
    minutes = quality.lacking_minutes(here.programme, monday, left, errands_until(here.programme, here.today, monday), here.today)
    if not minutes:
        return []
    return [_("Kurang kira-kira %(hours)s jam pemeriksa, termasuk jalan ke tiap daerah. Tambah jam di bawah, atau biarkan menunggu minggu depan.") % {
        "hours": hours(minutes)}]  # fmt: skip
