"""`user add` makes a real person, who may open programmes; `user password` sets a new password; both make a one-time link
instead where no password is given, or with --link; `user failures` lists the failed tries to sign in of the last month."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import TYPE_CHECKING

from tempa.desks.console.start import set_up

if TYPE_CHECKING:
    from tempa.ledger.people import Letter


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py user", description=__doc__)
    parser.add_argument("what", choices=["add", "password", "failures"])
    parser.add_argument("--login", help="nama masuk / sign-in name")
    parser.add_argument("--name", help="nama lengkap / full name")
    parser.add_argument(
        "--password-from", help="variabel lingkungan yang berisi kata sandi / environment variable with the password"
    )
    parser.add_argument(
        "--link", action="store_true", help="tautan satu kali, orangnya memilih sendiri / a one-time link to choose with"
    )
    asked = parser.parse_args(arguments)
    set_up()
    from tempa.ledger import queries
    from tempa.ledger.rules import Refused

    if asked.what == "failures":
        return failures(asked.login)
    login = asked.login or input("Nama masuk / sign-in name: ").strip()
    known = queries.person_named(login)
    if asked.what == "password" and known is None:
        print(f"Tidak ada orang dengan nama masuk {login}. / Nobody has the sign-in name {login}.", file=sys.stderr)
        return 1
    name = known.name if known else asked.name or input("Nama lengkap / full name: ").strip()
    try:
        password = "" if asked.link else asked_password(asked.password_from)
        print(carried_out(asked.what, login, name, password))
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def asked_password(variable: str | None) -> str:
    """The password from the environment or typed; empty where a link is wanted instead."""
    from tempa.ledger.rules import Refused

    if variable and not os.environ.get(variable):
        raise Refused(f"Variabel {variable} kosong. / The variable {variable} is empty.")
    if variable:
        return os.environ[variable]
    return getpass.getpass("Kata sandi, kosong: buat tautan / password, empty: make a link: ")


def carried_out(what: str, login: str, name: str, password: str) -> str:
    """Add the person, or give them another password or a link; returns what is to be printed."""
    from django.utils import timezone

    from tempa.desks.frame.passwords import password_faults
    from tempa.ledger import actions, people, queries
    from tempa.ledger.rules import Refused

    now, known = timezone.now(), queries.person_named(login) if what == "password" else None
    if password and (faults := password_faults(password, known or people.newcomer(login, name))):
        raise Refused("\n".join(faults))
    if known is None:
        known = actions.add_person(login=login, name=name, password=password or None, may_found=True)
    elif password:
        people.set_password_at_console(known, password, at=now)
    return f"{name} ({login}): siap masuk. / ready to sign in." if password else letter(people.invite_from_console(known, at=now))


def letter(made: Letter) -> str:
    """A one-time link, for whoever it is."""
    from django.utils import timezone

    from tempa.desks.console.network import address

    until = timezone.localtime(made.expires_at)
    return (
        f"{made.person.name} ({made.person.login}) memilih kata sandinya sendiri, satu kali, sampai {until:%Y-%m-%d %H:%M} WITA. / chooses a "
        f"password with this link, once, until then:\n"
        f"  {address()}/undangan/{made.code}/\n"
        f"  kode / code: {made.code}"
    )


def failures(login: str | None) -> int:
    """Print who failed to sign in how often, from how many places, and when last."""
    from django.utils import timezone

    from tempa.ledger import queries

    rows = queries.failed_sign_ins(None if login is None else [login])
    if not rows:
        print("Tidak ada percobaan masuk yang gagal dalam 30 hari. / No failed tries to sign in within 30 days.")
        return 0
    print(f"{'nama masuk / sign-in name':<40} {'kali / times':>12} {'asal / places':>14}  terakhir / last (WITA)")
    for row in rows:
        last = timezone.localtime(row["last"])
        print(f"{row['login']:<40} {row['times']:>12} {row['sources']:>14}  {last:%Y-%m-%d %H:%M}")
    return 0
