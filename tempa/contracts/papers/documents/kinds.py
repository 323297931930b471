"""The kinds of these papers: deeds bear a number of an agency's book, print-outs bear the code of what they show."""

from __future__ import annotations

from enum import StrEnum

from tempa.contracts.law import Sentence


class DocumentKind(StrEnum):
    """By the names under which templates and the register keep them."""

    DECREE = "decree"
    EXAMINATION = "examination"
    HANDOVER_MINUTES = "handover_minutes"
    HOLDER_MINUTES = "holder_minutes"
    GRANT = "grant"
    TRAINING = "training"
    COMMISSIONING = "commissioning"
    PAYMENT_REQUEST = "payment_request"
    SPENDING_STATEMENT = "spending_statement"
    PAYMENT_MINUTES = "payment_minutes"
    PAYMENT_RECEIPT = "payment_receipt"
    VERIFICATION = "verification"
    ASSETS = "assets"
    SETTLEMENT = "settlement"
    TAX_SLIPS = "tax_slips"
    FILE_LIST = "file_list"
    ONWARD = "onward"
    CASH_STATEMENT = "cash_statement"
    EXAMPLES = "examples"


DEEDS = tuple(DocumentKind)[:12]
"""Those that somebody signs: each gets a number. The rest are print-outs of what is recorded."""
NAMES = {
    DocumentKind.DECREE: Sentence("Surat keputusan penerima", "Decree of recipients"),
    DocumentKind.EXAMINATION: Sentence("Berita acara pemeriksaan barang", "Report of the examination of goods"),
    DocumentKind.HANDOVER_MINUTES: Sentence("Berita acara serah terima (BAST)", "Minutes of handover"),
    DocumentKind.HOLDER_MINUTES: Sentence("BAST dari PPK kepada PA/KPA", "Minutes of handover to the budget holder"),
    DocumentKind.GRANT: Sentence("Naskah perjanjian hibah daerah (NPHD)", "Grant agreement"),
    DocumentKind.TRAINING: Sentence("Berita acara pelatihan operator", "Record of operator training"),
    DocumentKind.COMMISSIONING: Sentence("Berita acara uji coba di lokasi", "Record of commissioning on site"),
    DocumentKind.PAYMENT_REQUEST: Sentence("SPP-LS (pengantar, ringkasan, rincian)", "Payment request (cover, summary, details)"),
    DocumentKind.SPENDING_STATEMENT: Sentence("Surat pernyataan tanggung jawab belanja (SPTJB)", "Statement of responsibility for the spending"),
    DocumentKind.PAYMENT_MINUTES: Sentence("Berita acara pembayaran", "Minutes of payment"),
    DocumentKind.PAYMENT_RECEIPT: Sentence("Kuitansi pembayaran", "Receipt of the payment"),
    DocumentKind.VERIFICATION: Sentence("Berita acara verifikasi bengkel", "Report of the verification of a workshop"),
    DocumentKind.ASSETS: Sentence("Daftar mesin OPD", "List of an agency's machines"),
    DocumentKind.SETTLEMENT: Sentence("Lembar perhitungan pembayaran", "Settlement sheet"),
    DocumentKind.TAX_SLIPS: Sentence("Data bukti potong pajak", "Data of the tax slips"),
    DocumentKind.FILE_LIST: Sentence("Daftar kelengkapan berkas", "List of required papers"),
    DocumentKind.ONWARD: Sentence("Bukti penerusan pembayaran", "Proof of onward payment"),
    DocumentKind.CASH_STATEMENT: Sentence("Keterangan uang bengkel", "Cash statement of a workshop"),
    DocumentKind.EXAMPLES: Sentence("Contoh perhitungan tiap status penyedia", "A settled example of every vendor status"),
}
"""How pages and the register call each."""
