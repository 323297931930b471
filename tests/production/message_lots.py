"""Open lots that senders speak of, and how a text is read in a test."""

from datetime import date

from tempa.production.messages import OpenLot, Step, read_progress

SENT_ON = date(2020, 8, 17)


def lot(code, type, name, quantity, **done):
    return OpenLot(code, type, name, quantity, tuple(Step(i, r, n) for i, (r, n) in enumerate(done.items(), 1)))


CART = lot("P1", "DAG-001", "Gerobak dagang (hollow/aluminium)", 8, cut=8, bend=8, weld=1, assemble=1, paint=0)
FRESH = lot("P1", "DAG-001", "Gerobak dagang (hollow/aluminium)", 8, cut=0, bend=0, weld=0, assemble=0, paint=0)
RACK = lot("P2", "DAG-006", "Meja & rak pasar besi", 10, cut=10, weld=4, paint=0)
BIN_CART = lot("P3", "LHK-026", "Gerobak sampah", 6, cut=6, bend=1, weld=0, assemble=0, paint=0)
GRATER = lot("P5", "TAN-024", "Mesin parut kelapa", 6, cut=2, bend=2, machine=0, weld=0, assemble=0, paint=0, test=0)
GRINDER = lot(
    "P4", "IKN-014", "Mesin penggiling daging ikan (meat grinder)", 5, cut=5, bend=5, machine=5, weld=5, assemble=4, wire=1, paint=1, test=0
)  # fmt: skip
WELL = lot(
    "P9", "DES-004", "Filter air bersih / sumur bor tower", 4, cut=4, machine=1, weld=0, assemble=0, paint=0, test=0
)
BIN_120 = lot("P7", "LHK-V04", "Tong sampah roda 120 l (plat)", 12, cut=12, bend=12, weld=6, assemble=0, paint=0)
BIN_240 = lot("P8", "LHK-V05", "Tong sampah roda 240 l (plat)", 9, cut=9, bend=9, weld=0, assemble=0, paint=0)
THREE_WHEELER = lot("P10", "DES-007", "Motor roda tiga / bak karoseri desa", 4, cut=0, weld=0, assemble=0)
HALF_CUBIC = lot("P11", "LHK-V06", "Gerobak sampah dua roda 0,5 m3", 4, cut=0, weld=0, assemble=0)
ONE_CUBIC = lot("P12", "LHK-V07", "Gerobak sampah dua roda 1 m3", 4, cut=0, weld=0, assemble=0)
VILLAGE_SET = lot("P13", "DES-001", "Paket TPS3R desa (pencacah + ayakan + press)", 4, cut=0, weld=0, assemble=0)
SORTING_TABLE = lot("P14", "LHK-V29", "Meja pilah TPS3R dengan rol", 4, cut=0, machine=0, weld=0, assemble=0, paint=0)
CHOPPER = lot("P15", "LHK-002", "Mesin cacah sampah TOSS-M", 4, cut=0, weld=0, assemble=0)
SHREDDER = lot("P16", "LHK-001", "Mesin pencacah sampah organik 200-400 kg/jam", 4, cut=0, weld=0, assemble=0)


def read(text, *lots, day=SENT_ON, sender=None):
    return read_progress(text, day, lots or (CART,), sender)


def told(text, *lots, **more):
    """Everything that a text proposes and asks, in one line: "P1.3+2", "P1 done", "P1 power", "- money", "?quantity"."""
    said = read(text, *lots, **more)
    entries = [f"{e.lot}.{e.step}+{e.quantity}" for e in said.entries]
    finished = [f"{code} done" for code in said.finished]
    problems = [f"{p.lot or '-'} {p.kind.value}" for p in said.problems]
    return ", ".join([*entries, *finished, *problems, *(f"?{q.value}" for q in said.questions)])
