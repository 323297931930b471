"""The pack's first page: opens by a double click, without a server, a network or another file; in Indonesian, for whoever audits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from urllib.parse import quote

from tempa.openness.pack.contents import Contents, Drawn, Noticed
from tempa.openness.pack.schema import IN_WORDS, TABLES

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#1b1f23;background:#fff;max-width:72rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem}p,li{max-width:75ch}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #c9ced4}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}code{overflow-wrap:anywhere}.wide{overflow-x:auto}
a{color:#0b4f8a}nav a{margin-right:1rem}.soft{color:#4a525a}@media print{nav{display:none}}
"""
POPULATIONS = {"payments": "pembayaran (bruto)", "contracts": "kontrak (nilai)"}
MOST_PAPERS = 2_000


def index_page(contents: Contents) -> str:
    about, scope = contents.about, contents.about["scope"]
    title = f"Paket audit {about['programme']}"
    part = "seluruh program" if scope == "programme" else f"sebagian program: {scope}"
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p>Keadaan sampai catatan ke-{escape(about['as_of'])} ({escape(about['as_of_at'])}), {escape(part)}. "
        f"Dibuat {escape(about['made_at'])} oleh {escape(about['software'])}.</p>",
        f"<p>Kepala rantai: <code>{escape(about['head'])}</code></p>",
        '<nav><a href="#neraca">Kekekalan</a><a href="#tanda">Tanda bahaya</a><a href="#sampel">Sampel</a>'
        '<a href="#tabel">Tabel</a><a href="#berkas">Berkas</a><a href="#periksa">Cara memeriksa</a></nav>',
        *laws(contents), *flags(contents.noticed), *samples(contents.drawn), *tables(contents), *papers(contents), CHECK,
    ]  # fmt: skip
    return (
        '<!doctype html>\n<html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def laws(contents: Contents) -> Iterator[str]:
    yield '<h2 id="neraca">Kekekalan mesin dan rupiah</h2>'
    if not contents.units:
        yield "<p>Neraca seluruh program ada di paket seluruh program.</p>"
        return
    yield "<p>Tidak ada tahap yang boleh melampaui tahap sebelumnya. Angkanya dapat dihitung ulang dari tabel di bawah.</p>"
    for words, rows in (("Mesin, per OPD", contents.units), ("Rupiah tanpa PPN, per OPD", contents.rupiah)):
        yield f"<h3>{words}</h3>{table(rows[0], rows[1:], numbers_from=1)}"


def flags(noticed: Sequence[Noticed]) -> Iterator[str]:
    yield '<h2 id="tanda">Tanda bahaya</h2>'
    if not noticed:
        yield "<p>Tidak ada pola yang ditemukan oleh aturan. Itu bukan bukti bahwa semuanya benar.</p>"
        return
    yield f"<p>{len(noticed)} pola ditemukan oleh aturan dari tabel paket ini. Tanda bukan tuduhan: masing-masing perlu ditanyakan.</p>"
    rows = [(f.pattern, f.words, ", ".join(f.about), thousands(f.rupiah) if f.rupiah else "", f.ask, f.source) for f in noticed]
    yield table(("Pola", "Yang terlihat", "Berdasarkan", "Rupiah", "Yang ditanyakan", "Sumber"), rows, numbers=(3,))


def samples(drawn: Sequence[Drawn]) -> Iterator[str]:
    yield '<h2 id="sampel">Sampel menurut nilai rupiah</h2>'
    if not drawn:
        yield "<p>Belum ada sampel yang ditarik.</p>"
        return
    yield (
        "<p>Setiap rupiah punya peluang yang sama (ISA 530; AICPA Audit Guide: Audit Sampling). Rupiah pertama = 1 + (SHA-256 dari "
        "“benih sampel” dibagi selang, sisanya); benih adalah kepala rantai sebelum sampel ditarik.</p>"
    )
    for s in drawn:
        yield (
            f"<h3>{escape(s.sample)}: {POPULATIONS.get(s.population, escape(s.population))}, {s.confidence} %</h3>"
            f"<p>Ditarik {escape(s.at)} dari {s.count} barang senilai Rp{thousands(s.total)}; "
            f"salah saji yang dapat diterima Rp{thousands(s.tolerable)}, diperkirakan Rp{thousands(s.expected)}; "
            f"selang Rp{thousands(s.interval)}, rupiah pertama {thousands(s.start)}; "
            f"benih <code>{escape(s.seed)}</code>, catatan ke-{s.as_of}.{' Ditarik lagi: ' + escape(s.reason) if s.reason else ''}</p>"
        )
        rows = [(code, thousands(amount), "pasti terpilih" if not hit else f"rupiah ke-{thousands(hit)}") for code, amount, hit in s.chosen]
        yield table(("Kode", "Rupiah", "Terpilih karena"), rows, numbers=(1,))


def tables(contents: Contents) -> Iterator[str]:
    yield (
        '<h2 id="tabel">Tabel</h2><p>CSV (UTF-8, koma); buka dengan LibreOffice atau Excel. '
        'Arti kolom: <a href="datapackage.json">datapackage.json</a>.</p>'
    )
    rows = [
        (f'<a href="{name}.csv">{name}.csv</a>', escape(IN_WORDS[name]), thousands(len(found)))
        for name, found in contents.tables.items() if name in TABLES
    ]  # fmt: skip
    yield raw_table(("Tabel", "Isi", "Baris"), rows, numbers=(2,))
    chain = ', <a href="entries.jsonl">rantai (entries.jsonl)</a>' if contents.entries is not None else ""
    plan = ', <a href="plan/">rencana yang berlaku</a>' if contents.plan is not None else ""
    yield f'<p>Juga: <a href="pack.csv">keterangan paket</a>, <a href="programme/">folder program</a>{plan}{chain}.</p>'


def papers(contents: Contents) -> Iterator[str]:
    yield '<h2 id="berkas">Berkas dan foto</h2>'
    place = {name.split(".")[0]: name for name in contents.files}
    rows = [
        (
            f'<a href="papers/{quote(place[r["sha256"]])}">{escape(r["name"])}</a>' if r["sha256"] in place else escape(r["name"]),
            escape(r["kind"]), escape(r["number"]), escape(r["dated"]), escape(r["about"]), f"<code>{r['sha256'][:16]}…</code>",
        )
        for r in contents.tables.get("papers", ())[:MOST_PAPERS]
    ]  # fmt: skip
    if not rows:
        yield "<p>Tidak ada berkas di bagian ini.</p>"
        return
    yield raw_table(("Nama", "Macam", "Nomor", "Tanggal", "Tentang", "SHA-256"), rows)
    if len(contents.files) > MOST_PAPERS:
        yield f"<p>{MOST_PAPERS} yang pertama dari {len(contents.files)}; semuanya di <a href=\"papers.csv\">papers.csv</a>.</p>"


CHECK = """<h2 id="periksa">Cara memeriksa</h2>
<p>Paket ini dapat diperiksa tanpa Tempa. Digest tiap catatan di entries.jsonl adalah SHA-256 dari digest sebelumnya (32 byte) diikuti SHA-256 dari
body; yang terakhir sama dengan kepala rantai di atas, dan itulah awal kode periksa pada cetakan hari itu. Nama tiap berkas di papers/ adalah
SHA-256 isinya. Paket sebagian tidak memuat rantai: cocokkan kepalanya dengan paket seluruh program.</p>
<p class="soft">Paket ini memuat nama orang dan harga. Simpan seperti kertas kerja audit lain.</p>"""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = (), numbers_from: int | None = None) -> str:
    wanted = numbers if numbers_from is None else tuple(range(numbers_from, len(heads)))
    return raw_table(heads, [[escape(c) for c in row] for row in rows], numbers=wanted)


def raw_table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = ()) -> str:
    """A table whose cells are HTML already."""
    mark = ['class="n"' if n in numbers else "" for n in range(len(heads))]
    head = "".join(f"<th {m}>{escape(h)}</th>" for m, h in zip(mark, heads, strict=True))
    lines = "\n".join("<tr>" + "".join(f"<td {m}>{c}</td>" for m, c in zip(mark, row, strict=True)) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>\n{lines}\n</tbody></table></div>'


def thousands(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
