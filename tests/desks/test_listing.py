"""Lists: what a cell holds is never markup, and no address that somebody makes up ends in an error of the server."""

from __future__ import annotations

from urllib.parse import unquote
from uuid import UUID

import pytest
from django.template import Context, engines
from django.urls import resolve, reverse
from django.urls.converters import PathConverter, StringConverter
from django.utils.safestring import mark_safe

from tempa.desks.frame import cells
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.tables import Column
from tempa.desks.frame.words import number
from tests.cast import PLANNER, RINA
from tests.desks.addresses import patterns

LISTS = ("/park/pesanan/", "/park/katalog/", "/park/bengkel/", "/park/anggaran/", "/park/catatan/")
EVIL = """<script>alert("1")</script>' onclick=x &amp;"""


def body(columns, rows):
    return cells.body(Context({}), columns, rows)


def test_cells_links_marks_and_labels_are_escaped():
    columns = [
        Column("line", lambda r: r, link=lambda r: f"/x/?a='{r}", words="x"),
        Column("type", lambda r: r, wide=True, tag=lambda r: '"late', words="<i>"),
    ]
    shown = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#x27; onclick=x &amp;amp;"
    assert body(columns, [EVIL]) == (
        f'<tr><th scope="row"><a href="/x/?a=&#x27;{shown}">{shown}</a></th>'
        f'<td class="wide" data-label="&lt;i&gt;"><span class="tag &quot;late">{shown}</span></td></tr>'
    )
    assert cells.foot(columns[:1], [EVIL]) == f'<tr><th scope="row">{shown}</th></tr>'


def test_what_a_column_says_is_html_stays_html():
    column = Column("line", lambda r: r, lambda v: mark_safe(f"<b>{int(v)}</b>"))
    assert body([column], [3]) == '<tr><th scope="row"><b>3</b></th></tr>'


def test_equal_values_are_put_into_words_once_and_look_the_same():
    asked = []
    column = Column("quantity", lambda r: r, lambda v: asked.append(v) or number(v), numeric=True)
    page = body([Column("line", lambda r: "L"), column], [1000, 1000, None, 2])
    assert page.count(">1.000</td>") == 2 and asked == [1000, None, 2]


def test_a_blank_cell_has_no_link():
    assert "<a" not in body([Column("line", lambda r: r, link=lambda r: "/x/")], ["", None])


def test_a_cell_with_a_template_of_its_own_knows_its_row_and_the_page():
    column = Column("line", lambda r: r, include="park/pick.html")
    page = engines["django"].from_string("{% body columns rows %}").render({"columns": [column], "rows": [{"plan": "p&1"}]})
    assert '<input type="checkbox" name="rencana" value="p&amp;1">' in page


def test_options_are_escaped():
    assert cells.options([(EVIL, EVIL)], EVIL).count("<") == 2 and " selected>" in cells.options([("a", "b")], "a")


@pytest.mark.parametrize("code", ["L0001", "P 1%/ü", "a?b#c", "~kode~", "=kode=", "x'\"<>&", "t/4", "a~1b", "~02", ".", ".."])
def test_a_code_of_any_signs_has_an_address_that_leads_back_to_it(code):
    """The same one whether Django works it out or a list does, once for all its rows; no browser takes a part of it for a step up."""
    address = reverse("park-order", args=[code])
    assert addresses("park-order")(code) == address
    assert [*resolve(unquote(address)).kwargs.values()] == [code]
    assert len(address.split("/")) == 5 and not {".", ".."} & set(address.split("/"))


def test_what_is_no_hash_and_no_name_of_a_file_is_a_code_in_every_address():
    plain = {word for pattern in patterns() for word, way in pattern.pattern.converters.items() if type(way) is StringConverter}
    assert plain == {"sha256", "photo", "version", "file"}
    whole = {pattern.name for pattern in patterns() if any(type(way) is PathConverter for way in pattern.pattern.converters.values())}
    assert whole == {"unit", "unit-report"}, "what stands on labels already stays as it was printed"


def test_addresses_of_entries():
    fact = UUID("6f1d3a52-5a0f-4f43-9a0f-2a4f6f7c0c11")
    assert addresses("park-entry", UUID(int=0))(fact) == reverse("park-entry", args=[fact])


ODD = (
    "urut=--line", "urut=-", "urut=-----quantity", "urut=line__in", "urut=cells", "urut=?", "urut=pk", "urut=" + "x" * 9000,
    "hal=0", "hal=-1", "hal=x", "hal=9999999999999999999999", "hal=1.5", "hal=%00", "hal=" + "9" * 5000, "hal=²",
    "cari=%00", "cari=a%00b", "cari=" + "x" * 60_000, "cari=" + "%25" * 20_000, "cari=" + "a+" * 9000, "cari=%ED%A0%80", "cari=_%25'\"\\",
    "opd=TIDAK-ADA", "opd=%00", "opd=" + "x" * 9000, "jenis=%00", "tujuan='", "teruji=x", "sentra=;", "tidak=dikenal", "unduh=csv", "=", "&&&",
)  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_no_made_up_address_breaks_a_list(address, visit, client):
    visit(PLANNER, address)
    for odd in ODD:
        page = client.get(f"{address}?{odd}")
        assert page.status_code == 200, odd
        assert len(page.content) < 50_000 + 2 * len(odd), odd  # the way back from another language holds the address once


def test_an_agency_may_make_up_addresses_too(visit, client):
    visit(RINA, "/opd/")
    for odd in ODD:
        assert client.get(f"/opd/?{odd}").status_code == 200, odd


def test_sorting_by_no_column_is_no_sorting(visit):
    plain = visit(PLANNER, "/park/pesanan/").content.decode()
    odd = visit(PLANNER, "/park/pesanan/?urut=--line").content.decode()
    assert table_of(odd) == table_of(plain)
    assert 'name="urut"' not in odd
    assert 'name="urut" value="-line"' in visit(PLANNER, "/park/pesanan/?urut=-line").content.decode()


def table_of(page: str) -> str:
    return page[page.index("<tbody>") : page.index("</tbody>")]


def test_what_was_searched_stays_in_its_field_and_is_escaped(visit):
    page = visit(PLANNER, "/park/pesanan/?cari=%22%3E%3Cscript%3E").content.decode()
    assert 'value="&quot;&gt;&lt;script&gt;"' in page and '"><script>' not in page


def test_too_many_choices_are_typed(visit, monkeypatch):
    monkeypatch.setattr("tempa.desks.frame.listing.MOST_CHOICES", 3)
    page = visit(PLANNER, "/park/pesanan/?opd=DKP").content.decode()
    assert '<input id="opd" name="opd" value="DKP"' in page and '<select id="opd"' not in page
    assert ">DKP</td>" in page and ">DISTANBUN</td>" not in page
    wrong = visit(PLANNER, "/park/pesanan/?opd=dkpx%3C").content.decode()
    assert "Kode dkpx&lt; tidak ada" in wrong and ">DISTANBUN</td>" in wrong
