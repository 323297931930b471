"""Pictures: words are never scaled, every figure is in the table, and what is drawn stands where its figure says."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest

from tempa.desks.frame import charts
from tempa.desks.frame.charts.drawing import along

WEEKS = ["13 Jul", "20 Jul", "27 Jul", "3 Agu", "10 Agu", "17 Agu", "24 Agu", "31 Agu", "7 Sep", "14 Sep"]
LOTS = [
    charts.Task("L1-1", "2 Mesin pemipil", 0, 2, 3, False), charts.Task("L2-1", "5 Gerobak", 6, 8, 9, True),
    charts.Task("L3-1", "1 Mesin las", 0, 9, 9, False),
]  # fmt: skip


def said(value: float) -> str:
    return f"{value:g} unit"


def bars() -> charts.Chart:
    rows = [charts.Bar("Getap <b>", 40, 10, 80), charts.Bar("Praya", 20)]
    return charts.bars("Bagian", rows, said, headings=["sentra", "bagian", "paling sedikit", "paling banyak"])


def waterfall() -> charts.Chart:
    steps = [charts.Step("awal", 100, True), charts.Step("batal", -30), charts.Step("tambah", 10), charts.Step("hari ini", 80, True)]
    return charts.waterfall("Perubahan", steps, said, headings=["langkah", "unit"])


def curves() -> charts.Chart:
    series = [charts.Series("harus", "due", [0, 5, 10]), charts.Series("rencana", "plan", [2, 6, 10])]
    return charts.curves("Penyerahan", series, WEEKS[:3], said, first_heading="mulai")


def gantt() -> charts.Chart:
    return charts.gantt("Lot", [("Bengkel Getap 01", LOTS)], WEEKS, headings=["bengkel", "lot", "isi", "mulai", "selesai", "periksa"])


def heat() -> charts.Chart:
    rows = [("potong", [(30.0, 40.0), (0.0, 40.0)]), ("las", [(41.0, 40.0), (3.0, 0.0)])]
    return charts.heat("Jam", rows, WEEKS[:2], said, first_heading="pekerjaan")


def island(latitude: float = -8.6) -> charts.Chart:
    places = [charts.Place("Bengkel <i>", latitude, 116.1, "site"), charts.Place("Gudang", latitude + 0.2, 116.4, "destination")]
    return charts.island_map("Peta", places, headings=["tempat", "keterangan", "lintang", "bujur"])


ALL = {"bars": bars, "waterfall": waterfall, "curves": curves, "gantt": gantt, "heat": heat, "map": island, "far": lambda: island(50.0)}


class Scaled(HTMLParser):
    """Collects words that stand inside a picture with a view box, which would be scaled with it, and what has a style."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: list[bool] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        if tag == "svg":
            self.boxes.append("viewbox" in names)
        if (tag == "text" and any(self.boxes)) or "style" in names:
            self.faults.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag == "svg":
            self.boxes.pop()

    def handle_endtag(self, tag):
        if tag == "svg":
            self.boxes.pop()


@pytest.mark.parametrize("name", ALL)
def test_words_are_never_scaled_and_nothing_has_a_style(name):
    reader = Scaled()
    reader.feed(ALL[name]().drawing)
    assert reader.boxes == [] and reader.faults == []


@pytest.mark.parametrize("name", ["bars", "map"])
def test_names_of_people_are_no_markup(name):
    assert not re.search("<[bi]>", ALL[name]().drawing)
    assert any("<" in cell for row in ALL[name]().table.records for cell in row), "the table keeps the name as it is"


def test_bars_are_as_long_as_their_value_and_limits_stand_at_theirs():
    drawing = bars().drawing
    assert re.findall(r'<rect x="0" y="4" width="([\d.]+)%"', drawing) == ["49.75", "24.88"]  # of 80, the largest figure
    assert re.findall(r'<line x1="([\d.]+)%"', drawing) == ["12.44", "99.5"]
    assert bars().table.records == [["Getap <b>", "40 unit", "10 unit", "80 unit"], ["Praya", "20 unit", "–", "–"]]


def test_every_step_of_a_waterfall_begins_where_the_one_before_ended():
    spans = [(float(x), float(x) + float(w)) for x, w in re.findall(r'<rect x="([\d.]+)%" y="4" width="([\d.]+)%"', waterfall().drawing)]
    (_, first), (low, high), (start, end), (_, last) = spans
    assert (high, low, end) == pytest.approx((first, start, last), abs=0.02)
    assert low / first == pytest.approx(0.7, abs=0.001)


def test_a_curve_reaches_from_edge_to_edge():
    lines = re.findall(r'points="([^"]+)"', curves().drawing)
    assert [line.split()[0].split(",")[0] for line in lines] == ["0.0", "0.0"]
    assert {line.split()[-1] for line in lines} == {"1000.0,24.0"}
    assert re.findall(r"<text [^>]*>([^<]+)", curves().drawing)[-4:] == ["13 Jul", "20 Jul", "27 Jul", "mulai"], "the axis says what it is"
    assert "wide-only" not in curves().drawing, "three labels have room on a phone"
    assert curves().table.records[1] == ["20 Jul", "5 unit", "6 unit"]


WEEKS_WITH_YEARS = [f"{date(2020, 7, 19) + timedelta(days=7 * n):%d %b %Y}" for n in range(23)]


LABELS = [WEEKS_WITH_YEARS, [one[:6] for one in WEEKS_WITH_YEARS], ["minggu yang pertama", "minggu yang kedua", "sesudahnya"]]


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize(("anchor", "width", "hidden"), [
    ("middle", 300, True), ("middle", 340, True), ("middle", 580, False), ("start", 340, True), ("start", 1248, False),
])  # fmt: skip
def test_labels_never_lie_over_one_another(labels, anchor, width, hidden):
    """As wide as a letter of small print is, on a phone without those that it leaves out."""
    drawn = "".join(along(labels, lambda n: n / max(1, len(labels) - 1), 10, anchor=anchor))
    spans = []
    for attributes, words in re.findall(r"<text ([^>]*)>([^<]+)", drawn):
        if hidden and "wide-only" in attributes:
            continue
        x, wide = float(re.search(r'x="([\d.]+)%', attributes)[1]) / 100 * width, 7 * len(words)
        found = re.search(r'text-anchor="(\w+)"', attributes)
        left = x - {"middle": wide / 2, "end": wide}.get(found[1] if found else "start", 0)
        spans.append((left, left + wide))
    assert spans[0][0] >= 0 and spans[-1][1] <= width + 12, "nor over the edge of the page"
    assert all(one[1] < other[0] for one, other in itertools.pairwise(spans))


def test_a_late_lot_is_marked_by_more_than_its_colour():
    late = charts.gantt("x", [("Getap", [charts.Task("L1-1", "5 Gerobak", 0, 1, 2, True), charts.Task("L2-1", "1 Bor", 0, 1, 2, False)])],
                        [f"{n} Jul" for n in range(9)], headings=["a", "b", "c", "d", "e", "f"])  # fmt: skip
    assert re.findall(r"<text [^>]*>(L\d-1)(<tspan> ▲)?", late.drawing) == [("L1-1", "<tspan> ▲"), ("L2-1", "")]


def test_every_bar_says_its_lot_beside_it_or_on_it():
    words = re.findall(r"<text [^>]*>(?:<[^>]+>)?([^<]+)", gantt().drawing)
    assert [w for w in words if w.startswith("L")] == ["L1-1", "L3-1", "L2-1"]
    places = {code: attributes for attributes, code in re.findall(r"<text ([^>]*)>(L\d-1)", gantt().drawing)}
    assert places["L1-1"].startswith('x="40%"'), "after its inspection"
    assert places["L2-1"].startswith('x="60%"') and 'text-anchor="end"' in places["L2-1"], "before its start"
    assert places["L3-1"].startswith('x="0%"') and "light" in places["L3-1"], "on a bar that leaves no room"
    assert gantt().table.records[2] == ["Bengkel Getap 01", "L2-1", "5 Gerobak", "24 Agu", "7 Sep", "14 Sep"]


def test_a_heat_table_holds_the_same_both_ways():
    across, down = (re.findall(r'<td class="h\d" title="([^"]+)">(\d*)</td>', part) for part in heat().drawing.split("<table")[1:])
    assert across == [("potong 13 Jul: 30 unit / 40 unit", "75"), ("potong 20 Jul: 0 unit / 40 unit", ""),
                      ("las 13 Jul: 41 unit / 40 unit", "102"), ("las 20 Jul: 3 unit / 0 unit", "999")]  # fmt: skip
    assert down == [across[n] for n in (0, 2, 1, 3)]
    assert re.findall(r'class="h(\d)"', heat().drawing)[:4] == ["4", "0", "5", "5"]


def test_marks_of_a_map_stand_at_their_degrees():
    west_south = re.search(r'<circle cx="([\d.]+)%" cy="([\d.]+)%"', island().drawing)
    assert west_south is not None
    assert [float(v) for v in west_south.groups()] == pytest.approx([31.25, 66.67], abs=0.01)  # 0.25 of 0.8, 0.4 of 0.6 degrees
    assert island().table.records[1] == ["Gudang", "", "-8.400", "116.400"]
