"""Forms of WhatsApp messages: what comes in, and what a person makes of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.deeds import DeedForm, FormPlace, FormShape, Said
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import DayField, WholeNumberField
from tempa.desks.frame.production import KINDS
from tempa.desks.frame.tables import Words
from tempa.desks.frame.words import number, term
from tempa.desks.park.production.chat_reading import Chat, Unclear, Unsaid, taking_of
from tempa.production import queries as production
from tempa.production.actions import Settling, Taking
from tempa.production.messages import ChatError, Finding, OpenLot, Question, Unread, chat_text
from tempa.production.rules import Done
from tempa.registry import queries as registry

MOST_BYTES = 60_000_000
MOST_LETTERS = 200_000
SPARE_ROWS = 2
PLACE, COUNT, WHOLE = "place-", "count-", "whole-"

WHY: Mapping[Unread, Words] = {
    Unread.TOO_LARGE: gettext_lazy("Obrolan ini terlalu besar untuk dibaca. Ekspor lagi tanpa media, atau hanya bulan terakhir."),
    Unread.NO_CHAT: gettext_lazy("Di dalam .zip ini tidak ada teks obrolan. Pilih berkas yang dibuat WhatsApp lewat Ekspor chat."),
    Unread.SEVERAL_CHATS: gettext_lazy("Di dalam .zip ini ada beberapa teks. Kirim satu obrolan saja."),
    Unread.LOCKED: gettext_lazy("Berkas .zip ini berkata sandi. Kirim yang tanpa kata sandi."),
    Unread.BROKEN: gettext_lazy("Berkas ini rusak atau bukan ekspor WhatsApp. Ekspor lagi dari HP, lalu unggah .txt atau .zip-nya."),
    Unread.NOT_TEXT: gettext_lazy("Berkas ini bukan teks obrolan. Unggah .txt atau .zip yang dibuat WhatsApp lewat Ekspor chat."),
}
ASKED: Mapping[Question, Words] = {
    Question.WHICH_LOT: gettext_lazy("Lot yang mana? Pilih lot dan langkahnya."),
    Question.WHICH_STEP: gettext_lazy("Pekerjaan yang mana? Pilih langkahnya."),
    Question.QUANTITY: gettext_lazy("Berapa unit? Tulis jumlah tambahannya."),
    Question.TOTAL_OR_NEW: gettext_lazy("Jumlah seluruhnya, atau tambahan? Tulis tambahannya saja."),
    Question.MORE_THAN_LOT: gettext_lazy("Lebih banyak daripada isi lot. Tanyakan, lalu tulis jumlah tambahannya."),
    Question.NOT_UNDERSTOOD: gettext_lazy("Tidak dipahami. Baca pesannya; bila ada laporan, isi sendiri."),
}


class TakeForm(DeedForm):
    """A pasted message, or a chat as WhatsApp exports it."""

    send = gettext_lazy("Baca pesan")

    workshop = forms.ChoiceField(label=gettext_lazy("Bengkel atau sekolah"), required=False,
        help_text=gettext_lazy("Boleh kosong bila pengirimnya tampil sebagai nomor HP yang tercatat pada data bengkel."))  # fmt: skip
    text = forms.CharField(label=gettext_lazy("Tempel pesannya"), required=False, max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 8}), help_text=gettext_lazy("Satu pesan, atau beberapa sekaligus apa adanya."))  # fmt: skip
    file = forms.FileField(label=gettext_lazy("Atau unggah obrolan yang diekspor (.txt atau .zip)"), required=False, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".txt,.zip"}),
        help_text=gettext_lazy("Di WhatsApp: buka obrolan, titik tiga, Lainnya, Ekspor chat. Dengan media, fotonya ikut."))  # fmt: skip
    sender = forms.CharField(label=gettext_lazy("Nama pengirim di obrolan"), required=False, max_length=200,
        help_text=gettext_lazy("Hanya pesan dari nama ini yang dibaca. Boleh kosong untuk pesan yang ditempel."))  # fmt: skip
    day = DayField(
        label=gettext_lazy("Tanggal pesan yang ditempel"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Tulis tanggal seperti 2020-08-17."), "required": gettext_lazy("Pilih tanggalnya.")},
    )  # fmt: skip

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormPlace]) -> None:
        super().__init__(here, request, initial={"day": here.today}, **more)
        makers = sorted(registry.makers(here.programme).values_list("key", "name"), key=lambda maker: maker[1])
        self.fields["workshop"].choices = [("", _("pilih, atau kenali dari nomor HP")), *makers]  # type: ignore[attr-defined]
        self.senders: list[tuple[str, int]] = []
        self.taking = Taking("", ())

    def clean(self) -> Said | None:
        found = super().clean()
        if not self.errors:
            self._read()
        return found

    def _read(self) -> None:
        said, upload = self.cleaned_data, self.cleaned_data.get("file")
        try:
            if upload and upload.size > MOST_BYTES:
                raise ChatError(Unread.TOO_LARGE)
            with TemporaryDirectory() as folder:
                path = saved(upload, Path(folder)) if upload else None
                text = chat_text(path) if path else said["text"]
                if not text.strip():
                    raise ValidationError({"text": _("Tempel pesannya, atau unggah obrolan yang diekspor.")})
                self.taking = taking_of(self.here.programme, Chat(text, said["day"], path), said["workshop"], said["sender"], self.here.today)  # type: ignore[attr-defined]  # a desk has it
        except ChatError as error:
            raise ValidationError({"file": WHY[error.why]}) from None
        except Unclear as unclear:
            self.senders = unclear.senders
            raise ValidationError({unclear.field: unclear_words(unclear)}) from None
        except Unsaid as unsaid:
            raise ValidationError({"text": _("Dari %(n)s pesan tidak ada yang menyebut kemajuan atau kendala. Tidak ada yang disimpan.")
                                   % {"n": number(unsaid.count)}}) from None  # fmt: skip


def unclear_words(unclear: Unclear) -> str:
    if unclear.field == "workshop":
        return _("Nomor pengirimnya tidak tercatat pada data bengkel mana pun. Pilih bengkelnya.")
    names = ", ".join(f"{name} ({number(count)})" for name, count in unclear.senders[:20])
    return _("Obrolan ini memuat pesan dari %(names)s. Tulis nama mana yang bengkel; berkasnya perlu dipilih lagi.") % {"names": names}


def saved(upload: Any, folder: Path) -> Path:
    path = folder / "obrolan"
    with path.open("wb") as file:
        for piece in upload.chunks():
            file.write(piece)
    return path


class SettleForm(DeedForm):
    """What a message reports: rows of lot, step and units, as proposed, put right, or filled in where it was asked."""

    send = gettext_lazy("Catat laporan ini")

    def __init__(
        self, here: Here, request: HttpRequest | None = None, *, lots: Sequence[OpenLot], findings: Sequence[Finding], **more: Unpack[FormShape],
    ) -> None:  # fmt: skip
        super().__init__(here, request, **more)
        self.lots, self.findings = lots, list(findings)
        places = [("", "—"), *((f"{lot.lot}:{step.step}", place_words(lot, step)) for lot in lots for step in lot.steps)]
        proposed = rows_of(self.findings)
        count_of_rows = max(len(proposed) + SPARE_ROWS, self._sent(PLACE))
        for n in range(count_of_rows):
            place, count = proposed[n] if n < len(proposed) else ("", None)
            self.fields[f"{PLACE}{n}"] = forms.ChoiceField(label=_("Lot dan langkah"), choices=places, required=False, initial=place)
            self.fields[f"{COUNT}{n}"] = WholeNumberField(
                label=_("Tambahan unit"), min_value=1, max_value=9999, required=False, initial=count,
                error_messages={"invalid": _("Tulis angka bulat."), "min_value": _("Paling sedikit 1 unit."), "max_value": _("Terlalu banyak.")},
            )  # fmt: skip
        self._add_whole()
        self._add_problems()

    def _sent(self, mark: str) -> int:
        """How many rows came back: a form that is sent again has those with which it was shown."""
        numbers = [name.removeprefix(mark) for name in self.data if name.startswith(mark)]
        return 1 + max((int(n) for n in numbers if n.isdigit() and len(n) < 3), default=-1)

    def _add_whole(self) -> None:
        finished = {finding.lot for finding in self.findings if finding.finished}
        for lot in self.lots:
            if lot.lot in finished or f"{WHOLE}{lot.lot}" in self.data:
                label = _("Lot %(lot)s selesai: catat sisa semua langkahnya") % {"lot": lot.lot}
                self.fields[f"{WHOLE}{lot.lot}"] = forms.BooleanField(label=label, required=False)

    def _add_problems(self) -> None:
        told = [value for value, _words in troubles_of(self.findings)]
        sent = self.data.getlist("problems") if self.is_bound else []  # type: ignore[attr-defined]
        lots = {"", *(lot.lot for lot in self.lots)}
        known = [value for value in sent if value.partition(":")[0] in KINDS and value.partition(":")[2] in lots]
        if choices := [(value, trouble_words(value)) for value in dict.fromkeys([*told, *known])]:
            self.fields["problems"] = forms.MultipleChoiceField(
                label=_("Kendala"), choices=choices, required=False, initial=told, widget=forms.CheckboxSelectMultiple
            )

    @property
    def asked(self) -> list[tuple[str, Any]]:
        """What is in doubt, with the words that it is about."""
        return [(finding.words, ASKED[finding.question]) for finding in self.findings if finding.question]

    def clean(self) -> Said | None:
        found = super().clean()
        for name in [name for name in self.fields if name.startswith(PLACE)]:
            count = COUNT + name.removeprefix(PLACE)
            if self.cleaned_data.get(name) and count in self.cleaned_data and not self.cleaned_data[count]:
                self.add_error(count, _("Tulis berapa unit, atau kosongkan lotnya."))
            if self.cleaned_data.get(count) and not self.cleaned_data.get(name):
                self.add_error(name, _("Pilih lot dan langkahnya, atau kosongkan jumlahnya."))
        if not self.errors and not self.entries and not self.whole and not self.cleaned_data.get("problems"):
            self.add_error(None, _("Belum ada yang dicatat. Isi sebuah baris, atau pakai tombol Tidak dicatat."))
        return found

    @property
    def entries(self) -> list[Done]:
        data = self.cleaned_data
        rows = [(data[name], data.get(COUNT + name.removeprefix(PLACE))) for name in data if name.startswith(PLACE)]
        return [Done(place.rpartition(":")[0], int(place.rpartition(":")[2]), count) for place, count in rows if place and count]

    @property
    def whole(self) -> list[str]:
        return [name.removeprefix(WHOLE) for name, ticked in self.cleaned_data.items() if name.startswith(WHOLE) and ticked]

    def settling(self, message: str) -> Settling:
        problems = [(value.partition(":")[0], value.partition(":")[2]) for value in self.cleaned_data.get("problems") or []]
        return Settling(message, self.entries, self.whole, problems)


class DropForm(DeedForm):
    """The message reports nothing, or what is known already."""

    send = gettext_lazy("Tidak dicatat")
    look = ""

    drop = forms.CharField(widget=forms.HiddenInput({"id": False}), initial="1")
    reason = forms.CharField(label=gettext_lazy("Mengapa tidak dicatat"), max_length=500, required=False)

    def settling(self, message: str) -> Settling:
        return Settling(message, reason=self.cleaned_data["reason"])


def rows_of(findings: Sequence[Finding]) -> list[tuple[str, int | None]]:
    """A row for each entry, and for each question that a row can answer; what is known of it stands there already."""
    rows: list[tuple[str, int | None]] = []
    for finding in findings:
        place = f"{finding.lot}:{finding.step}" if finding.lot and finding.step else ""
        if finding.entry:
            rows.append((place, finding.entry))
        elif finding.question in (Question.WHICH_LOT, Question.WHICH_STEP):
            rows.append(("", finding.count))
        elif finding.question and place:
            rows.append((place, None))
    return rows


def troubles_of(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    found = dict.fromkeys(f"{finding.problem.value}:{finding.lot or ''}" for finding in findings if finding.problem)
    return [(value, trouble_words(value)) for value in found]


def trouble_words(value: str) -> str:
    kind, _mark, lot = value.partition(":")
    return f"{KINDS[kind]}, {lot}" if lot else str(KINDS[kind])


def place_words(lot: OpenLot, step: production.Step) -> str:
    return _("%(lot)s %(type)s · %(n)s %(step)s (%(done)s dari %(units)s)") % {
        "lot": lot.lot, "type": lot.name_id, "n": step.step, "step": term(step.resource), "done": number(step.done), "units": number(lot.quantity),
    }  # fmt: skip
