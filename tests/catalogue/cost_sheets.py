"""Cost sheets for the tests: one worked by hand, and a strategy that makes others."""

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from tempa.catalogue.costing.estimate import Estimate
from tempa.catalogue.costing.learning import Learning
from tempa.catalogue.costing.prices import PriceList
from tempa.catalogue.costing.problem import Operation, Part, Sheet

DAY = date(2020, 7, 15)


def rupiah(low: int, likely: int, high: int) -> Estimate:
    return Estimate.money(low, likely, high, unit="Rp", source="survei contoh", dated=date(2020, 6, 1))


def hours(low: str, likely: str, high: str) -> Estimate:
    return Estimate.hours(low, likely, high, source="catatan bengkel", dated=date(2020, 6, 1))


def ratio(low: str, likely: str, high: str) -> Estimate:
    return Estimate.ratio(low, likely, high, source="buku bengkel", dated=date(2019, 12, 31))


def worked_sheet(learning: Learning | None = None, oldest_days: int = 180) -> Sheet:
    """Two bars of steel at Rp100,000 and an engine at Rp1,000,000; 10 h of welding, 4 h of setup; wage 15,000, machine
    5,000 an hour; overhead 25 % of work; margin 10 %."""
    return Sheet(
        "Mesin contoh",
        (Part("BAJA", "Besi siku", Fraction(2), "baja"), Part("MOTOR", "Motor bensin", Fraction(1), "mesin")),
        PriceList(
            {"BAJA": (rupiah(90_000, 100_000, 130_000),), "MOTOR": (rupiah(950_000, 1_000_000, 1_100_000),)},
            oldest_days,
        ),
        (Operation(1, "weld", "las", hours("8", "10", "13"), hours("3", "4", "6")),),
        {"las": rupiah(13_000, 15_000, 18_000)},
        {"weld": rupiah(4_000, 5_000, 6_000)},
        ratio("0.2", "0.25", "0.3"),
        ratio("0.05", "0.1", "0.15"),
        learning,
    )


def learning(low: str, likely: str, high: str, reference: int, before: int = 0) -> Learning:
    return Learning(ratio(low, likely, high), reference, before)


def ordered(values: list[int]) -> tuple[int, int, int]:
    low, likely, high = sorted(values)
    return low, likely, high


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Up to four materials, up to three steps, with or without a learning curve; ranges may be empty."""
    triple = st.lists(st.integers(0, 2_000_000), min_size=3, max_size=3).map(ordered)
    short = st.lists(st.integers(0, 400), min_size=3, max_size=3).map(ordered)
    items = [f"M{i}" for i in range(draw(st.integers(1, 4)))]
    parts = tuple(
        Part(i, i, Fraction(draw(st.integers(0, 500)), 100), draw(st.sampled_from(["baja", "lain"]))) for i in items
    )
    prices = PriceList({i: (rupiah(*draw(triple)),) for i in items}, 180)
    steps = tuple(
        Operation(
            n, f"r{n}", f"s{n % 2}", hours(*(f"{v}/10" for v in draw(short))), hours(*(f"{v}/20" for v in draw(short)))
        )
        for n in range(draw(st.integers(1, 3)))
    )
    share = st.lists(st.integers(0, 50), min_size=3, max_size=3).map(ordered)
    low, likely, high = draw(st.lists(st.integers(70, 100), min_size=3, max_size=3).map(ordered))
    curve = learning(f"{low}/100", f"{likely}/100", f"{high}/100", draw(st.integers(1, 12)), draw(st.integers(0, 8)))
    return Sheet(
        "Mesin undian",
        parts,
        prices,
        steps,
        {f"s{n}": rupiah(*draw(triple)) for n in range(2)},
        {f"r{n}": rupiah(*draw(triple)) for n in range(3)},
        ratio(*(f"{v}/100" for v in draw(share))),
        ratio(*(f"{v}/100" for v in draw(share))),
        draw(st.sampled_from([None, curve])),
    )
