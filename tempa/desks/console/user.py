"""`user add` makes a real person (the first may open programmes); `user password` sets a new password; `user failures` lists
the failed tries to sign in of the last month."""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from tempa.desks.console.start import set_up


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py user", description=__doc__)
    parser.add_argument("what", choices=["add", "password", "failures"])
    parser.add_argument("--login", help="nama masuk / sign-in name")
    parser.add_argument("--name", help="nama lengkap / full name")
    parser.add_argument(
        "--password-from", help="variabel lingkungan yang berisi kata sandi / environment variable with the password"
    )
    asked = parser.parse_args(arguments)
    set_up()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from tempa.ledger import actions, queries
    from tempa.ledger.rules import Refused

    if asked.what == "failures":
        return failures(asked.login)
    login = asked.login or input("Nama masuk / sign-in name: ").strip()
    known = queries.person_named(login)
    if asked.what == "password" and known is None:
        print(f"Tidak ada orang dengan nama masuk {login}. / Nobody has the sign-in name {login}.", file=sys.stderr)
        return 1
    name = known.name if known else asked.name or input("Nama lengkap / full name: ").strip()
    password = os.environ.get(asked.password_from or "", "") or getpass.getpass("Kata sandi / password: ")
    try:
        validate_password(password)
        if asked.what == "password" and known is not None:
            actions.set_password(known, password)
        else:
            actions.add_person(login=login, name=name, password=password, may_found=True)
    except (ValidationError, Refused) as error:
        print("\n".join(getattr(error, "messages", [str(error)])), file=sys.stderr)
        return 1
    print(f"{name} ({login}): siap masuk. / ready to sign in.")
    return 0


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
