"""Where a visitor comes from: a device on which a name signed in before, or an address; and what kind of place that is."""

from __future__ import annotations

import ipaddress
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from tempa.ledger import queries as ledger

DEVICE, YEAR = "tempa_device", 365 * 24 * 3600
PLACE_WORDS = {
    "issuer_device": gettext_lazy("dari perangkat yang dipakai pengirim tautan untuk masuk"),
    "issuer_address": gettext_lazy("dari alamat jaringan yang sama dengan pengirim tautan"),
    "office": gettext_lazy("dari tempat lain di jaringan kantor"),
    "outside": gettext_lazy("dari luar jaringan kantor"),
    "console": gettext_lazy("di komputer server oleh pengelolanya"),
}


def source_of(request: HttpRequest, name: str) -> str:
    """Where a try comes from: a device on which this name signed in before, or else the address."""
    mark = device_of(request, name)
    return f"d:{mark}" if mark else f"a:{address_of(request)}"


def place_of(request: HttpRequest, invitation: ledger.Invitation) -> str:
    """From which kind of place a link is used, seen from where it was made (PLACES in ledger/rules/sign_in.py)."""
    if invitation.issued_by and device_of(request, invitation.issued_by.login):
        return "issuer_device"
    address = address_of(request)
    if invitation.issued_from and invitation.issued_from == address:
        return "issuer_address"
    try:
        return "office" if ipaddress.ip_network(address).is_private else "outside"
    except ValueError:
        return "outside"


def device_of(request: HttpRequest, name: str) -> str:
    """The mark of a device on which this name has signed in; empty elsewhere."""
    return request.get_signed_cookie(DEVICE, default="", salt=salt(name), max_age=YEAR) or ""


def address_of(request: HttpRequest) -> str:
    """The address of the visitor; of IPv6 its network of 64 bits, within which one visitor may choose freely.

    Behind a proxy it is the last that the proxy has added to X-Forwarded-For; what stands before may be made up.
    """
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() if settings.TEMPA_BEHIND_HTTPS else ""
    try:
        address = ipaddress.ip_address(told or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "?"
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def remembered(request: HttpRequest, response: HttpResponse, name: str) -> HttpResponse:
    """The answer, with the mark of a device on which this name has signed in."""
    mark = device_of(request, name) or secrets.token_hex(8)
    response.set_signed_cookie(
        DEVICE, mark, salt=salt(name), max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def salt(name: str) -> str:
    return f"{DEVICE}:{name}"
