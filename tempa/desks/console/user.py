"""`user add` makes a real person (the first may open programmes); `user password` sets a new password."""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from tempa.desks.console.start import set_up


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py user", description=__doc__)
    parser.add_argument("what", choices=["add", "password"])
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
