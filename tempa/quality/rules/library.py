"""Ready test forms for the families of machines: what is looked at, with units and instruments; limits of standards are left to the park.

The skeleton follows what SNI machine standards and the ANTAM test codes have in common (construction, visual, performance, conditions, report);
their numeric limits are copyright or not public, so a number without a source here has no limit until the park fills it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tempa.quality.rules import CRITICAL, FUNCTION, MAJOR, MINOR
from tempa.quality.rules.forms import COUNT, NUMBER, YES_NO, Check

QUANTITIES: Mapping[str, tuple[str, str]] = {
    "length": ("panjang", "length"), "mass": ("massa", "mass"), "time": ("waktu", "time"), "speed": ("putaran", "speed of rotation"),
    "sound": ("kebisingan", "noise"), "temperature": ("suhu", "temperature"), "moisture": ("kadar air", "moisture"), "volume": ("volume", "volume"),
    "pressure": ("tekanan", "pressure"), "insulation": ("tahanan isolasi", "insulation resistance"), "current": ("arus listrik", "electric current"),
    "thickness": ("tebal", "thickness"),
}  # fmt: skip
"""What an instrument may measure, in both languages."""

PETROL, DIESEL, ELECTRIC, HAND = "petrol", "diesel", "electric", "hand"
NOISE = "PAES 109: 92 dB(A), 50 mm dari telinga operator"


@dataclass(frozen=True)
class Ready:
    """A form of the library: the family it was made for, its checks and the conditions of the test."""

    family: str
    checks: tuple[Check, ...]
    conditions: tuple[str, ...]


def yes(check: str, category: str, words: str, words_en: str) -> Check:
    return Check(check, words, words_en, category, YES_NO)


@dataclass(frozen=True)
class Measure:
    """What an instrument reads: in which unit, and which of its ranges."""

    unit: str
    quantity: str


def measured(check: str, category: str, words: str, words_en: str, *, of: Measure, high: str = "", source: str = "") -> Check:
    return Check(check, words, words_en, category, NUMBER, of.unit, "", high, of.quantity, source)


FAMILIES: Mapping[str, tuple[str, ...]] = {
    "cart": ("gerobak", "motor roda tiga", "karoseri", "rombong", "trailer"),
    "electric_vehicle": ("sepeda listrik", "mobil listrik"),
    "heat": ("sangrai", "pengering", "tungku", "oven", "kompor", "penyulingan", "incinerator", "kiln", "karbonisasi", "pirolisis", "pengasap",
             "kristalisator", "vco", "biodigester", "abon", "tungku", "bakar"),
    "cold": ("cool", "cold"),
    "press": ("press", "pres ", "pengepres", "cetak", "expeller", "ekstruder", "granulator", "briket"),
    "mixer": ("mixer", "pengaduk", "blender", "molen", "pembalik", "fermentasi"),
    "sieve": ("ayakan", "pengayak", "trommel", "pemilah", "gibrik", "conveyor"),
    "spinner": ("spinner", "peniris", "pencuci"),
    "cutter": ("pencacah", "cacah", "perajang", "rajang", "crusher", "pemecah", "pembelah", "serut", "pengurai"),
    "mill": ("pemipil", "pengupas", "huller", "penggiling", "parut", "emping", "pemisah", "pencabut"),
    "water": ("pompa", "hidram", "filter", "kincir", "pltmh", "cuci tangan", "disinfektan", "sprayer"),
    "play": ("ayunan", "bermain", "pemanjat"),
    "hand_tools": ("tempa",),
    "structure": ("rak", "meja", "tong", "bak", "kontainer", "komposter", "lapak", "booth", "tiang", "timbangan", "rumah pilah"),
}  # fmt: skip
"""Family -> words in the Indonesian name of a type, the first family that fits; the rest is "general"."""
FOOD = ("kopi", "kakao", "kelapa", "minyak", "gula", "abon", "bakso", "ikan", "emping", "jagung", "padi", "madu", "kelor", "rumput laut", "umkm")

EVERY = (
    yes("B01", FUNCTION, "Dapat dipakai sesuai gunanya pada uji singkat", "Does what it is for in a short test"),
    yes("C01", MAJOR, "Ukuran utama sesuai gambar", "Main dimensions follow the drawing"),
    yes("C02", MAJOR, "Las utuh: tidak retak, berpori, atau berlubang", "Welds sound: no crack, pore or hole"),
    yes("C03", MAJOR, "Bahan dan tebal pelat sesuai spesifikasi", "Material and plate thickness follow the specification"),
    yes("C04", MAJOR, "Baut dan mur lengkap dan kencang", "Bolts and nuts complete and tight"),
    yes("C05", MAJOR, "Buku petunjuk dan kartu garansi ada", "Manual and warranty card are there"),
    Check("D01", "Cacat cat: tidak rata, mengelupas, tergores", "Flaws of paint: uneven, peeling, scratched", MINOR, COUNT, high="0"),
    Check("D02", "Tepi tajam kecil atau sisa las yang belum dirapikan", "Small burrs or weld spatter left", MINOR, COUNT, high="0"),
    yes("D03", MINOR, "Pelat nama: jenis, nomor seri, pembuat, tahun", "Name plate: type, serial, maker, year"),
)
SHARP = yes("A01", CRITICAL, "Tidak ada tepi tajam atau bagian menonjol yang dapat melukai orang", "No sharp edge or protruding part that can injure")
MOVING = (
    yes("A02", CRITICAL, "Semua bagian berputar (sabuk, puli, poros, pisau) tertutup pelindung yang terpasang kuat",
        "All rotating parts are behind fixed guards"),
    yes("A03", CRITICAL, "Mesin dapat dimatikan seketika dari tempat operator", "The machine can be stopped at once from where the operator stands"),
    yes("B02", FUNCTION, "Hidup dan berjalan 30 menit dengan beban tanpa berhenti sendiri", "Starts and runs 30 minutes under load without stopping"),
    yes("B03", FUNCTION, "Tidak ada getaran, bunyi, atau panas bantalan yang tidak wajar", "No abnormal vibration, noise or bearing heat"),
    measured("B04", FUNCTION, "Kebisingan di telinga operator",
        "Noise at the operator's ear", of=Measure("dB(A)", "sound"), high="92", source=NOISE),
    measured("B05", FUNCTION, "Putaran poros utama dengan beban", "Speed of the main shaft under load", of=Measure("rpm", "speed")),
    yes("C06", MAJOR, "Poros, puli dan sabuk segaris; tegangan sabuk benar", "Shaft, pulleys and belt aligned, belt tension right"),
)  # fmt: skip
DRIVES: Mapping[str, tuple[Check, ...]] = {
    PETROL: (yes("A04", CRITICAL, "Tangki dan selang bahan bakar tidak bocor", "Tank and fuel line do not leak"),
             yes("C07", MAJOR, "Merek dan nomor mesin penggerak dicatat dan sesuai nota", "Make and number of the engine noted, as on its invoice")),
    DIESEL: (yes("A04", CRITICAL, "Tangki dan selang bahan bakar tidak bocor", "Tank and fuel line do not leak"),
             yes("C07", MAJOR, "Merek dan nomor mesin penggerak dicatat dan sesuai nota", "Make and number of the engine noted, as on its invoice")),
    ELECTRIC: (yes("A05", CRITICAL, "Rangka terhubung ke bumi; kabel dan sambungan terlindung", "Frame earthed; cables and joints protected"),
               measured("A06", CRITICAL, "Tahanan isolasi motor terhadap rangka",
                   "Insulation resistance of the motor to the frame", of=Measure("MΩ", "insulation")),
               yes("C07", MAJOR, "Merek dan nomor motor listrik dicatat dan sesuai nota", "Make and number of the motor noted, as on its invoice")),
    HAND: (),
}  # fmt: skip
FOOD_CONTACT = yes("A07", CRITICAL, "Bagian yang menyentuh makanan dari bahan aman pangan, halus, dan mudah dibersihkan",
    "Parts that touch food are food-safe, smooth and easy to clean")


def output(words: str = "Kapasitas", words_en: str = "Capacity", unit: str = "kg/jam") -> Check:
    return measured("B06", FUNCTION, words, words_en, of=Measure(unit, "mass"))


def share(check: str, words: str, words_en: str) -> Check:
    return measured(check, FUNCTION, words, words_en, of=Measure("%", "mass"))


FUEL = measured("B09", FUNCTION, "Pemakaian bahan bakar atau listrik", "Use of fuel or power", of=Measure("l/jam atau kWh/jam", "volume"))
OWN: Mapping[str, tuple[Check, ...]] = {
    "cutter": (output(), share("B07", "Hasil cacahan yang sesuai ukuran", "Share cut to size"), FUEL,
               yes("A08", CRITICAL, "Pisau terkunci dan corong cukup panjang sehingga tangan tidak mencapai pisau",
                   "Blades locked, hopper long enough to keep hands away"),
               yes("C08", MAJOR, "Pisau terbuat dari baja pisau dan dapat diasah", "Blades of tool steel that can be ground")),
    "mill": (output(), share("B07", "Hasil baik terhadap masukan", "Good output of input"),
             share("B08", "Susut dan butir pecah", "Losses and broken grain"), FUEL),
    "mixer": (output("Sekali aduk", "One batch", "kg"),
              yes("B07", FUNCTION, "Adukan rata pada waktu yang ditetapkan", "Mixed evenly in the time set"), FUEL),
    "press": (output(), yes("B07", FUNCTION, "Hasil cetak atau pres padat dan seragam", "Product firm and even"),
              yes("A08", CRITICAL, "Tekanan berhenti pada batas aman; tangan tidak dapat masuk saat menekan",
                  "Pressure stops at a safe limit; hands cannot enter")),
    "sieve": (output(), share("B07", "Bahan yang terayak dengan benar", "Share sorted rightly")),
    "spinner": (share("B07", "Minyak atau air yang tertiris", "Oil or water removed"),
                yes("A08", CRITICAL, "Tutup terkunci selama berputar", "Lid locked while it turns"),
                yes("B08", FUNCTION, "Tabung seimbang pada putaran penuh", "Drum balanced at full speed")),
    "heat": (measured("B06", FUNCTION, "Suhu kerja tercapai", "Working temperature reached", of=Measure("°C", "temperature")),
             measured("B07", FUNCTION, "Waktu sampai suhu kerja", "Time to working temperature", of=Measure("menit", "time")),
             yes("A08", CRITICAL, "Tidak ada kebocoran api, gas, uap, atau asap ke operator",
                 "No leak of flame, gas, steam or smoke towards the operator"),
             yes("A09", CRITICAL, "Permukaan panas yang terjangkau tangan tertutup atau bertanda",
                 "Hot surfaces within reach are covered or marked")),
    "cold": (measured("B06", FUNCTION, "Suhu ruang dalam tercapai", "Inside temperature reached", of=Measure("°C", "temperature")),
             yes("B07", FUNCTION, "Tutup rapat; tidak ada embun di luar setelah 2 jam", "Lid tight; no dew outside after 2 hours")),
    "water": (measured("B06", FUNCTION, "Debit air", "Flow of water", of=Measure("l/menit", "volume")),
              yes("B07", FUNCTION, "Tidak bocor pada tekanan kerja selama 15 menit", "No leak at working pressure for 15 minutes")),
    "cart": (yes("A08", CRITICAL, "Rem atau penahan roda bekerja dengan muatan penuh", "Brake or wheel stop works with full load"),
             yes("B06", FUNCTION, "Berjalan lurus dan stabil dengan muatan penuh", "Runs straight and stable with full load"),
             measured("C08", MAJOR, "Tebal pelat", "Plate thickness", of=Measure("mm", "thickness"))),
    "electric_vehicle": (yes("A08", CRITICAL, "Rem menghentikan kendaraan bermuatan pada jarak yang ditetapkan",
        "Brakes stop the loaded vehicle within the set distance"),
                         yes("A09", CRITICAL, "Baterai terikat, tertutup, dan punya sekering", "Battery fixed, covered and fused"),
                         measured("B06", FUNCTION, "Jarak tempuh sekali isi", "Range on one charge", of=Measure("km", "length"))),
    "structure": (yes("A08", CRITICAL, "Berdiri stabil, tidak terguling dengan muatan penuh", "Stands stable, does not tip with full load"),
                  measured("C08", MAJOR, "Tebal pelat atau pipa", "Thickness of plate or tube", of=Measure("mm", "thickness"))),
    "play": (yes("A08", CRITICAL, "Tidak ada celah penjepit jari atau kepala; menahan beban uji",
        "No gap that traps finger or head; bears the test load"),
             yes("A09", CRITICAL, "Sambungan dan jangkar tidak bergeser dengan beban uji", "Joints and anchors do not move under the test load")),
    "hand_tools": (yes("B06", FUNCTION, "Mata tidak gompal atau bengkok setelah uji pukul", "Blade neither chips nor bends in the blow test"),),
    "general": (),
}  # fmt: skip
STILL = ("structure", "cart", "hand_tools", "play", "cold", "water")
CONDITIONS: Mapping[str, tuple[str, ...]] = {
    "mill": ("Bahan uji dan kadar airnya (padi 21-27 % menurut SNI 02-0831-1989)", "Lama uji, paling sedikit 30 menit dengan beban",
             "Suhu dan kelembapan tempat uji"),
    "heat": ("Bahan bakar dan jumlahnya", "Suhu udara di tempat uji", "Muatan saat diuji"),
}  # fmt: skip
USUAL = ("Bahan uji dan jumlahnya", "Lama uji, paling sedikit 30 menit dengan beban", "Tempat uji")


def family_of(name: str) -> str:
    """The family of a type by its Indonesian name."""
    said = name.lower()
    if said.startswith(("rak ", "meja ")):
        return "structure"
    return next((family for family, words in FAMILIES.items() if any(word in said for word in words)), "general")


def drive_of(engines: Iterable[str]) -> str:
    """What drives a machine, by the codes of the engines in its parts list."""
    codes = " ".join(engines).upper()
    if "BENSIN" in codes:
        return PETROL
    if "DIESEL" in codes:
        return DIESEL
    return ELECTRIC if codes else HAND


def form_for(name: str, drive: str) -> Ready:
    """The form of the library for a type: what holds for every machine, for its drive, its family, and for food."""
    family = family_of(name)
    moves = drive != HAND and family not in STILL
    food = (FOOD_CONTACT,) if any(word in name.lower() for word in FOOD) and family not in ("structure", "cart") else ()
    checks = (SHARP, *(MOVING if moves else ()), *DRIVES[drive], *food, *OWN[family], *EVERY)
    once = {one.check: one for one in checks}
    return Ready(family, tuple(once[code] for code in sorted(once)), CONDITIONS.get(family, USUAL if moves else ("Muatan saat diuji", "Tempat uji")))
