"""Pages for what went wrong: what happened, why, what to do now."""

from __future__ import annotations

import sys

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.trouble import BUSY, FULL, GONE, READ_ONLY, trouble_of

CUT = "tempa.cut"  # what the server writes where a request ended before its announced length
TROUBLES = {
    FULL: (507, gettext_lazy("Tempat penyimpanan penuh"), gettext_lazy(
        "Yang baru Anda kirim tidak tersimpan, sebagian pun tidak: tempat penyimpanan komputer server penuh. Yang sudah tersimpan "
        "tetap ada dan dapat dibaca. Minta pengelola mengosongkan tempat di cakram yang memuat data Tempa, lalu kirim lagi; "
        "Tempa tidak perlu dijalankan ulang.")),
    READ_ONLY: (503, gettext_lazy("Data hanya dapat dibaca"), gettext_lazy(
        "Yang baru Anda kirim tidak tersimpan, sebagian pun tidak: folder data Tempa di komputer server tidak dapat ditulisi. Yang "
        "sudah tersimpan tetap dapat dibaca. Minta pengelola memeriksa cakram dan hak tulis folder itu, lalu kirim lagi; "
        "Tempa tidak perlu dijalankan ulang.")),
    GONE: (503, gettext_lazy("Basis data tidak terjangkau"), gettext_lazy(
        "Tempa tidak dapat menghubungi basis datanya, jadi tidak ada yang dapat dibaca atau disimpan sekarang. Tunggu satu menit, "
        "lalu muat ulang. Bila terulang, minta pengelola memeriksa apakah server basis data menyala.")),
    BUSY: (503, gettext_lazy("Basis data sedang sibuk"), gettext_lazy(
        "Yang baru Anda kirim tidak tersimpan: pekerjaan lain memegang basis data terlalu lama. Tunggu satu menit, lalu kirim lagi. "
        "Bila terulang, hubungi pengelola.")),
}  # fmt: skip


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    sentence = _("Halaman ini tidak ada, atau bukan untuk Anda. Periksa alamatnya, atau kembali ke halaman awal.")
    return render(request, "public/error.html", {"title": _("Tidak ditemukan"), "sentence": sentence}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """What stopped a page: trouble of the machine in its own words, anything else as what it is, a fault of the program."""
    if request.META.get(CUT):
        return cut(request)
    trouble = trouble_of(sys.exc_info()[1])
    if trouble in TROUBLES:
        return troubled(request, trouble)
    sentence = _(
        "Program berhenti di tengah pekerjaan ini; tidak ada yang tersimpan setengah. Coba sekali lagi. Bila terulang, "
        "catat jam kejadian dan hubungi pengelola: sebabnya tertulis di catatan server."
    )
    return render(request, "public/error.html", {"title": _("Program berhenti"), "sentence": sentence}, status=500)


def troubled(request: HttpRequest, trouble: str) -> HttpResponse:
    """The page for a full disk and its like; it is made without the database, which may be what is missing."""
    status, title, sentence = TROUBLES[trouble]
    if trouble == GONE:
        request.user = AnonymousUser()
    response = render(request, "public/error.html", {"title": title, "sentence": sentence}, status=status)
    response["Retry-After"] = "60"
    return response


def cut(request: HttpRequest) -> HttpResponse:
    sentence = _(
        "Kiriman ini terputus di jalan sebelum sampai seluruhnya, jadi tidak ada yang disimpan. Periksa sambungan, kembali ke "
        "halaman sebelumnya, lalu kirim lagi; berkas perlu dipilih lagi."
    )
    return render(request, "public/error.html", {"title": _("Kiriman terputus"), "sentence": sentence}, status=400)


def wrong_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.META.get(CUT):
        return cut(request)
    sentence = _("Kiriman ini tidak dapat dibaca. Kembali ke halaman sebelumnya, muat ulang, lalu kirim lagi.")
    return render(request, "public/error.html", {"title": _("Kiriman tidak terbaca"), "sentence": sentence}, status=400)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    if request.META.get(CUT):
        return cut(request)
    sentence = _(
        "Formulir ini sudah terlalu lama terbuka, atau Anda masuk lagi sejak itu. Kembali, muat ulang, lalu kirim lagi."
    )
    return render(request, "public/error.html", {"title": _("Formulir kedaluwarsa"), "sentence": sentence}, status=403)
