"""The tables of the audit pack that there are so far, with their columns in order and what each table says (docs/how-to/audit-pack.md)."""

from __future__ import annotations

TABLES: dict[str, tuple[str, str]] = {
    "people": ("person name organisation", "who acted"),
    "order_changes": (
        "change at by line kind before after reason note paper", "the order as agreed, line by line, and each change of it; price rows name a type"
    ),
    "lots": (
        "lot line workshop quantity unit_price plan awarded_at awarded_by proposed_by ended_at", "lots of approved plans; unit_price is the offer"
    ),
    "contracts": (
        "contract number agency vendor route form signed_on starts_on due_on value vat advance_rate retention_rate separable signed_by risk_note "
        "ended_on", "contracts that bound somebody: signed, or begun at a named risk; value without VAT, after addenda"
    ),
    "contract_items": ("contract item lot type maker quantity unit_price maker_price", "one lot of a contract, after addenda"),
    "addenda": ("contract addendum signed_on what item before after reason paper", "each change of a signed contract"),
    "units": ("serial lot contract type maker made_on", "one row for each physical unit with a serial; made_on is the day of its last step"),
    "progress": (
        "report lot step quantity at received_at by source", "units done at a step since the report before; a correction may be negative"
    ),
    "purchase_orders": (
        "order supplier material quantity unit_price ordered_on due_on by", "a line of an order that was let go, as it stands; prices without VAT"
    ),
    "receipts": ("receipt order quantity received_on by paper", "goods that came of a line of an order; paper is the first photo or certificate"),
    "issues": ("issue material quantity value workshop lot issued_on by", "material of the park given to a lot; what came back is negative"),
    "inspections": (
        "inspection lot serial round at received_at by result critical major minor", "what was found on a unit in a round: the look that counts"
    ),
    "lot_decisions": ("decision lot round at by plan_n plan_c lot_size decided sentence", "a presentation of a lot, and what its decision proves"),
    "unit_decisions": ("serial decision at by decided cost", "what became of a unit; the last one counts"),
    "recipients": ("recipient kind destination agency decree ready_on ready_by", "who may get machines; codes, no persons"),
    "handovers": (
        "handover serial step at giver receiver given_by received_by recipient paper",
        "each unit at each step: 1 workshop to park, 2 to the agency, 3 agency to recipient",
    ),
    "claims": ("claim contract kind submitted_on by amount complete_on", "money asked for, without VAT; complete when no paper was missing"),
    "payments": (
        "payment claim contract approved_on approved_by paid_on paid_by sp2d account_code gross vat income_tax borne_tax penalty "
        "advance_recovered retention_held materials_deducted net rules", "one payment from one budget line, to the rupiah",
    ),
    "payment_units": ("payment serial amount", "the units that a delivery payment pays"),
    "onward_payments": ("onward contract vendor maker paid_on amount paper confirmed_by", "what a vendor passed on to a maker, with proof"),
    "use_checks": ("check serial due_month at by state hours_per_week note", "how a machine is used 1, 3, 6 or 12 months after its recipient got it"),
    "repairs": ("repair serial reported_on closed_on maker under_warranty what", "faults of machines at their recipients"),
    "papers": ("sha256 kind number dated about name", "every kept file"),
}  # fmt: skip
"""Table -> (columns, meaning)."""


def columns_of(table: str) -> list[str]:
    return TABLES[table][0].split()

IN_WORDS: dict[str, str] = {
    "people": "siapa yang bertindak", "order_changes": "pesanan seperti disepakati, baris demi baris, lalu tiap perubahannya",
    "lots": "lot dari rencana yang disetujui", "contracts": "kontrak yang mengikat, sesudah adendum", "contract_items": "isi kontrak, lot demi lot",
    "addenda": "perubahan kontrak", "units": "satu baris untuk tiap mesin bernomor seri", "progress": "laporan kemajuan tiap langkah",
    "purchase_orders": "pesanan bahan", "receipts": "bahan yang datang", "issues": "bahan yang diserahkan kepada bengkel, atau kembali",
    "inspections": "hasil pemeriksaan tiap mesin", "lot_decisions": "putusan atas lot dan apa yang dibuktikannya",
    "unit_decisions": "putusan atas tiap mesin", "recipients": "penerima, tanpa nama orang", "handovers": "tiap mesin pada tiap langkah serah terima",
    "claims": "tagihan", "payments": "pembayaran sampai ke rupiah", "payment_units": "mesin yang dibayar",
    "onward_payments": "uang yang diteruskan kepada pembuat",
    "use_checks": "pemeriksaan pemakaian", "repairs": "kerusakan dan perbaikan",
    "papers": "semua berkas dan foto",
}  # fmt: skip
"""Table -> what it holds, in Indonesian, for the index page."""
