"""Rounds: two lorries bring machines over both islands; one machine is hurt on the way, one stop finds nobody at home."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from tempa.delivery import actions, queries
from tempa.delivery.actions.codes import code_of
from tempa.delivery.actions.driving import Brought
from tempa.delivery.actions.rounds import LorryGiven
from tempa.delivery.queries.rounds import RoundsAsked
from tempa.desks.console.year.stage import Scene, Stage
from tempa.ledger.actions import store
from tempa.ledger.photos import cleaned

Clock = Callable[[], datetime]
LORRIES = (
    LorryGiven("Truk engkel DR 8123 AB", 2500, 8, 3, "Pak Udin", "081237650011"),
    LorryGiven("Truk CDD EA 8410 XZ", 4500, 14, 4, "Pak Syahrir", "081237650012"),
)  # fmt: skip
ROUNDS, DRIVEN_AFTER = (68, 96), 9  # days of the year on which rounds are planned, and days until they are back


def chapter(stage: Stage) -> Iterator[Scene]:
    yield Scene(stage.day(50), "dua truk pengantar dicatat", lorries)
    for n, day in enumerate(ROUNDS, 1):
        yield Scene(stage.day(day), f"ronde pengantaran {n} dihitung dan disahkan", plan)
        yield Scene(stage.day(day + DRIVEN_AFTER), f"ronde pengantaran {n} selesai", partial(drive, is_first=n == 1))
    yield Scene(stage.day(ROUNDS[0] + DRIVEN_AFTER + 7), "mesin yang rusak di jalan diperbaiki", mend)


def lorries(stage: Stage, now: Clock) -> None:
    for given in LORRIES:
        actions.note_lorry(stage.programme, given=given, at=now(), by=stage.planner)


def plan(stage: Stage, now: Clock) -> None:
    """What lies at the agencies for recipients whose sites are ready goes out from the next day on; nothing where nothing waits."""
    moment = now()
    if not queries.to_bring(stage.programme, moment.date()).machines:
        return
    codes = tuple(queries.lorries(stage.programme, in_use=True).values_list("lorry", flat=True))
    asked = RoundsAsked(moment.date() + timedelta(days=1), 5, codes, stage.seed)
    for code in actions.plan_rounds(stage.programme, asked=asked, at=moment, by=stage.planner):
        actions.confirm_round(stage.programme, round=code, at=now(), by=stage.planner)


def drive(stage: Stage, now: Clock, *, is_first: bool) -> None:
    """The office writes down what drivers tell: each stop against the receiver's code; the first week has a damage and a closed door."""
    begun = [r for r in queries.open_rounds(stage.programme) if queries.stage_of_round(r) == "confirmed"]
    for n, round in enumerate(begun):
        stops = queries.stops(round)
        for stop in stops:
            actions.reach_stop(stage.programme, round=round.round, place=stop.place, at=now(), by=stage.planner)
            if is_first and n == len(begun) - 1 and stop is stops[-1] and len(stops) + n > 1:
                actions.fail_stop(
                    stage.programme, round=round.round, place=stop.place, reason="ketua kelompok sedang ke kota, tidak ada yang menerima",
                    at=now(), by=stage.planner,
                )  # fmt: skip
                continue
            hurt = {stop.serials[0]: "tali pengikat lepas, rangka bengkok"} if is_first and n == 0 and stop is stops[0] else {}
            code = code_of(queries.handovers(stage.programme).get(handover=stop.handover))
            brought = Brought(code, hurt, {}, [picture()] if hurt else [])
            actions.deliver_stop(stage.programme, round=round.round, place=stop.place, brought=brought, at=now(), by=stage.planner)
        actions.end_round(stage.programme, round=round.round, at=now(), by=stage.planner)


def picture() -> str:
    """A photo as a driver's phone sends it, cleaned and kept; its hash."""
    from PIL import Image, ImageDraw

    held, canvas = io.BytesIO(), Image.new("RGB", (320, 240), (196, 203, 205))
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((70, 90, 250, 190), fill=(60, 84, 110))
    pen.line((70, 190, 120, 90, 250, 150), fill=(190, 70, 40), width=6)
    canvas.save(held, "JPEG")
    return store(cleaned(held.getvalue()))


def mend(stage: Stage, now: Clock) -> None:
    for damage in queries.damages(stage.programme).filter(mended_on=None):
        actions.mend_damage(
            stage.programme, damage=damage.damage, outcome="rangka diluruskan dan dicat lagi, uji jalan lulus", at=now(), by=stage.people["inspector"]
        )
