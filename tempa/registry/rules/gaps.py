"""What a workshop still lacks, and what to do about each: for its own desk and link, for the park, and for a message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tempa.registry.rules import PASS_MARK, SCORES
from tempa.registry.rules.eligibility import SCORE_WORDS, Found, process_eligible
from tempa.registry.rules.remark import Remark

SOON = timedelta(days=60)
GUARDS_LEAST = 60


@dataclass(frozen=True)
class Gap:
    """Something that is missing: what, and what to do now. `holds_work`: no lot can be given, or no contract signed, without it."""

    code: str
    what: Remark
    todo: Remark
    holds_work: bool = False


@dataclass(frozen=True)
class Known:
    """What is known of a workshop from every room: its row, the last signed verification, its particulars and papers."""

    kind: str
    scores: Mapping[str, str]
    verified_until: str
    found: Found | None = None
    papers: Mapping[str, str] = field(default_factory=dict)  # nib, npwp, nik, account: as it was stated, blank where not
    has_tkdn: bool = False
    untested: Sequence[str] = ()  # types offered of which there is no test report or drawing in force
    legal_form: str = ""


def gaps(known: Known, today: date) -> list[Gap]:
    """Everything that is missing, what holds work first."""
    if known.kind == "facility":
        return []
    found = [*of_verification(known, today), *of_papers(known), *of_making(known)]
    return sorted(found, key=lambda gap: not gap.holds_work)


def of_verification(known: Known, today: date) -> Iterator[Gap]:
    if any(known.scores.get(c, "") == "" for c in SCORES):
        yield Gap("verification", Remark("Belum diverifikasi"), Remark("Sepakati hari kunjungan dengan taman sains."), True)
        return
    for c in SCORES:
        if float(known.scores[c]) < PASS_MARK:
            yield Gap("score", Remark("Nilai %(part)s %(score)s, di bawah %(least)s", part=SCORE_WORDS[c], score=known.scores[c], least=PASS_MARK),
                      Remark("Lihat nilai per kriteria, perbaiki yang terendah, lalu minta kunjungan ulang."), True)  # fmt: skip
    if known.verified_until:
        until = date.fromisoformat(known.verified_until)
        if until < today:
            yield Gap("expired", Remark("Verifikasi berakhir %(until)s", until=until), Remark("Minta kunjungan ulang dari taman sains."), True)
        elif until - today <= SOON:
            yield Gap("expiring", Remark("Verifikasi berakhir %(until)s", until=until), Remark("Sepakati kunjungan ulang sebelum hari itu."))


def of_papers(known: Known) -> Iterator[Gap]:
    papers = known.papers
    if not papers.get("nib") and known.legal_form != "school":
        yield Gap("nib", Remark("NIB belum ada"), Remark("Daftar gratis di oss.go.id dengan KTP dan nomor HP; taman sains membantu mengisinya."))
    if not papers.get("npwp") and not papers.get("nik"):
        yield Gap("npwp", Remark("NPWP atau NIK belum ada"), Remark("Isi NIK di Data saya, atau daftar NPWP di kantor pajak."), True)
    if not papers.get("account"):
        yield Gap("account", Remark("Rekening bank belum ada"), Remark("Buka rekening atas nama usaha atau pemilik, lalu isi di Data saya."), True)
    if not known.has_tkdn:
        yield Gap("tkdn", Remark("Sertifikat TKDN belum ada"), Remark("Ajukan TKDN industri kecil setelah NIB terbit; taman sains membantu."))


def of_making(known: Known) -> Iterator[Gap]:
    if known.found is not None:
        if known.found.scores.get("guards", 100) < GUARDS_LEAST:
            yield Gap("guards", Remark("Pelindung dan sakelar darurat belum baik"),
                      Remark("Pasang pelindung pada setiap bagian berputar; contoh gambarnya ada di taman sains."))  # fmt: skip
        if known.found.scores.get("drawing", 100) < PASS_MARK:
            yield Gap("reading", Remark("Belum terbiasa dengan gambar kerja"), Remark("Ikut pendampingan membaca gambar di taman sains."))
        for m in known.found.machines:
            process = known.found.criteria.process(m["process"])
            if m["working"] == 0 and process and not process_eligible(known.found, process):
                yield Gap("machine", Remark("%(machine)s tidak jalan", machine=m["name"]),
                          Remark("Perbaiki, atau pesan mesin bersama untuk proses ini."))  # fmt: skip
    if known.untested:
        yield Gap("drawing", Remark("%(n)s jenis yang ditawar belum ada laporan ujinya", n=len(known.untested)),
                  Remark("Minta gambar kerja terbaru, buat satu contoh, lalu minta taman sains mengujinya."))  # fmt: skip
