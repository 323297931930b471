"""`papers PERSON [--programme CODE] [--agency CODE]`: number and make the papers of all contracts, in the name of a person who may."""

from __future__ import annotations

import argparse
import sys
import time

from tempa.desks.console.start import set_up


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py papers", description=__doc__)
    parser.add_argument("person", help="nama masuk orang yang menomori / sign-in name of who gives the numbers")
    parser.add_argument("--programme", help="kode program / code of the programme")
    parser.add_argument("--agency", default="", help="kode OPD; tanpa ini semua / code of an agency; without it, all")
    asked = parser.parse_args(arguments)
    set_up()
    from tempa.desks.console.programmes import programme_asked
    from tempa.desks.frame.contracts.printing import print_many
    from tempa.ledger.queries import person_named

    programme, person = programme_asked(asked.programme), person_named(asked.person)
    if programme is None or person is None:
        if person is None:
            print(f"Orang {asked.person} tidak ada. / There is no such person.", file=sys.stderr)
        return 2
    begun = time.monotonic()
    faults = print_many(programme, asked.agency, person, told=lambda done, of: print(f"\r{done}/{of}", end="", file=sys.stderr))
    print(f"\nSurat selesai dalam {time.monotonic() - begun:.1f} detik; {len(faults)} tidak berhasil. / Papers made.")
    for fault in faults[:50]:
        print(f"  {fault}")
    return 1 if faults else 0
