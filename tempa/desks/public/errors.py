"""Pages for what went wrong: what happened, why, what to do now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    sentence = _("Halaman ini tidak ada, atau bukan untuk Anda. Periksa alamatnya, atau kembali ke halaman awal.")
    return render(request, "public/error.html", {"title": _("Tidak ditemukan"), "sentence": sentence}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    sentence = _(
        "Program berhenti di tengah pekerjaan ini; tidak ada yang tersimpan setengah. Coba sekali lagi. Bila terulang, "
        "catat jam kejadian dan hubungi pengelola: sebabnya tertulis di catatan server."
    )
    return render(request, "public/error.html", {"title": _("Program berhenti"), "sentence": sentence}, status=500)


def wrong_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    sentence = _("Kiriman ini tidak dapat dibaca. Kembali ke halaman sebelumnya, muat ulang, lalu kirim lagi.")
    return render(request, "public/error.html", {"title": _("Kiriman tidak terbaca"), "sentence": sentence}, status=400)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = _(
        "Formulir ini sudah terlalu lama terbuka, atau Anda masuk lagi sejak itu. Kembali, muat ulang, lalu kirim lagi."
    )
    return render(request, "public/error.html", {"title": _("Formulir kedaluwarsa"), "sentence": sentence}, status=403)
