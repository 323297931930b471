"""What the fields of facts are called on the page of an entry: Indonesian by this table and the glossary, English by their own names."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from tempa.desks.frame.speech import day_written
from tempa.desks.frame.words import day, glossary, language
from tempa.values.period import moment_words

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00)")
FIELDS = {
    "accepted": "diterima", "account": "nomor rekening", "act": "tindakan", "action": "tindakan", "address": "alamat",
    "advance_rate": "bagian uang muka", "after": "sesudah", "agreed": "harga disepakati", "amounts": "rincian rupiah",
    "announcement": "pernyataan selesai", "answer": "jawaban", "answer_by": "dijawab paling lambat", "appeal": "banding",
    "application": "pendaftaran", "aql": "AQL (persen)", "as_of": "keadaan pada", "asked": "diminta", "asked_on": "diminta pada",
    "association": "asosiasi", "bad": "rusak", "bank": "bank", "base": "rencana asal", "basis": "dasar", "because": "sebab",
    "before": "sebelum", "beta": "peluang lolos", "bmp": "bobot manfaat perusahaan", "booking": "pemesanan",
    "broken": "aturan yang dilanggar", "budget_document": "dokumen anggaran", "budget_document_on": "tanggal dokumen anggaran",
    "building": "bangunan", "by_plan": "oleh rencana", "c": "batas cacat", "calibrated_on": "dikalibrasi pada",
    "capacity_per_day": "kapasitas sehari", "cause": "sebab", "certificate": "sertifikat", "certificates": "sertifikat",
    "change": "perubahan", "changed": "yang berubah", "changes": "perubahan", "charged_days": "hari denda", "charges_vat": "memungut PPN",
    "check": "pemeriksaan", "check_code": "pemeriksaan", "checks": "pemeriksaan", "chosen": "yang terpilih", "city": "kota",
    "claim": "tagihan", "claimed_at": "waktu menurut ponsel", "closes": "ditutup", "code": "kode", "codes": "kode", "comes_on": "tiba pada",
    "complete_on": "berkas lengkap pada", "conditions": "kondisi uji", "confidence": "tingkat keyakinan", "consent": "persetujuan",
    "contact": "narahubung", "content": "isi", "contract": "kontrak", "corrected": "dibetulkan", "cost": "biaya", "count": "jumlah",
    "counted": "terhitung", "counted_on": "dihitung pada", "criteria": "kriteria", "critical": "cacat kritis", "crossings": "penyeberangan",
    "damage": "kerusakan jalan", "dated": "bertanggal", "day": "hari", "days": "hari", "decided": "putusan", "decision": "putusan",
    "decree": "surat keputusan", "decree_on": "tanggal surat keputusan", "deed": "akta", "deposit": "nomor setoran (STS)", "desk": "meja",
    "difference": "selisih", "done": "yang dilakukan", "downtime_cost": "biaya saat berhenti", "drawing": "gambar kerja",
    "driver": "pengemudi", "due_month": "bulan ke-", "due_on": "paling lambat", "effect": "hasil", "engine": "mesin penggerak",
    "engines": "mesin penggerak", "entries": "isian", "estimate": "harga wajar", "expected": "perkiraan", "expires": "berlaku sampai",
    "expires_on": "berlaku sampai", "failed": "yang gagal", "ferry": "ongkos feri", "figures": "angka rencana", "file": "berkas",
    "financier": "pemberi modal", "form": "bentuk atau formulir", "found": "yang ditemukan", "freight": "ongkos angkut",
    "from_hour": "dari jam", "from_on": "sejak", "fuel_price": "harga bahan bakar", "given_by": "diserahkan oleh",
    "giver": "yang menyerahkan", "gone": "catatan yang dilebur", "handover": "serah terima", "handovers": "serah terima",
    "happened_at": "terjadi pada", "has_nib": "punya NIB", "high": "tertinggi", "holder": "pemegang", "hours_per_week": "jam seminggu",
    "house": "instansi", "in_use": "dipakai", "input": "masukan", "inquiry": "permintaan harga", "inspected": "diperiksa",
    "inspection": "pemeriksaan", "inspector_house": "instansi pemeriksa", "inspectors": "pemeriksa", "installation": "pemasangan",
    "instrument": "alat ukur", "instruments": "alat ukur", "interval": "jarak sampel", "invited_by": "diundang oleh", "invoice": "faktur",
    "is_full": "diperiksa lengkap", "is_original": "yang pertama", "is_ready": "siap", "is_withdrawn": "ditarik", "issue": "bon bahan",
    "issued": "diterbitkan", "item": "butir", "items": "butir", "kept": "catatan yang tetap", "kept_lots": "lot yang tetap", "key": "kunci",
    "keys": "kunci", "kilograms": "daya angkut (kg)", "kilometres": "kilometer", "kilovolt_amperes": "daya (kVA)", "kind_of": "macam",
    "known_as": "tercatat sebagai", "legal_form": "bentuk usaha", "likely": "paling mungkin", "limiting_quality": "mutu batas",
    "lines": "baris", "link": "tautan", "look": "pengamatan ke-", "lorries": "truk", "lorry": "truk", "lot_size": "besar lot",
    "low": "terendah", "lower_bound": "batas bawah", "machines": "mesin perkakas", "made": "yang jadi", "made_at": "dibuat pada",
    "made_on": "jadi pada", "maintenance_months": "masa pemeliharaan, bulan",
    "first_run": "dibayar sesudah dicoba di tempat", "major": "cacat besar", "maker": "pembuat",
    "makers": "pembuat", "matter": "perihal",
    "media_type": "jenis berkas", "merge": "peleburan", "message": "pesan", "messages": "pesan", "method": "cara", "minor": "cacat kecil",
    "minutes": "menit", "moved_on": "dipindah pada", "multiple": "kelipatan", "n": "besar sampel", "naive": "perbandingan", "name": "nama",
    "national": "isi nasional", "needed_on": "diperlukan pada", "needs": "kebutuhan", "next_on": "berikutnya pada", "nib": "NIB",
    "nik": "NIK", "nip": "NIP", "note": "catatan", "notes": "catatan", "npwp": "NPWP", "number": "nomor", "numbering": "cara penomoran",
    "numbers": "nomor", "objection": "keberatan", "of": "milik", "officer": "pejabat", "officer_number": "NIP pejabat", "on": "tanggal",
    "onward": "penerusan", "opens": "dibuka", "operator": "operator", "order": "pesanan", "ordered_on": "dipesan pada",
    "organisation": "instansi", "origin": "asal", "outcome": "hasil", "output_per_hour": "hasil sejam", "output_per_week": "hasil seminggu",
    "owner": "penanggung jawab", "paper": "surat", "papers": "berkas", "parts": "bagian", "parts_cost": "biaya suku cadang",
    "payment": "pembayaran", "people": "orang", "person": "orang", "phone": "telepon", "photos": "foto", "place": "tempat",
    "places": "tempat", "plan": "rencana", "plan_c": "batas cacat rencana", "plan_n": "sampel menurut rencana", "point": "titik",
    "population": "seluruhnya", "post": "jabatan", "price": "harga", "price_changes": "perubahan harga", "price_cut": "potongan harga",
    "prices": "harga", "probation": "masa percobaan", "problem": "kendala", "problem_kind": "macam kendala", "problems": "kendala",
    "process": "proses", "processes": "proses", "programme_sha256": "sidik program", "promised_on": "dijanjikan pada", "proof": "bukti",
    "province": "isi provinsi", "purpose": "keperluan", "quantities": "jumlah", "rate": "laju", "raw_per_day": "bahan baku sehari",
    "raw_unit": "satuan bahan baku", "reason": "alasan", "receipt": "penerimaan barang", "received_on": "diterima pada",
    "receiver": "yang menerima", "recipient": "penerima", "reference": "rujukan", "refused": "yang ditolak", "released": "dilepas",
    "remark": "keterangan", "renamed": "yang berganti kode", "repair": "perbaikan", "replacement": "pengganti", "replaces": "menggantikan",
    "report": "laporan", "reporter": "pelapor", "representative": "yang mewakili", "request": "permohonan", "requests": "permohonan",
    "result": "hasil", "retention_rate": "bagian retensi", "revision": "revisi", "revisit_on": "kunjungan ulang", "right": "benar",
    "round": "putaran", "rounds": "ronde", "route": "jalur", "row": "baris", "rows": "baris", "rule": "aturan", "rules": "aturan",
    "run": "perhitungan", "runs": "berjalan", "rupiah": "rupiah", "said_at": "dikatakan pada", "sample": "sampel", "scores": "nilai",
    "audited": "nilai menurut pemeriksaan", "receiver_name": "nama yang menerima",
    "scrap": "sisa bahan", "seconds": "detik", "seed": "benih", "seed_of": "asal benih", "seller": "penjual", "sent": "kiriman",
    "sentence": "kalimat", "sentence_en": "kalimat (Inggris)", "separable": "dapat dipisah", "serial": "nomor seri",
    "serials": "nomor seri", "service": "layanan purnajual", "sha256": "sidik berkas", "sheet": "lembar HPS", "shown": "yang ditunjukkan",
    "signatory": "penanda tangan", "since": "sejak", "site": "tempat", "size": "ukuran", "skill": "keterampilan", "skills": "keterampilan",
    "source": "sumber", "sources": "sumber", "sp2d": "nomor SP2D", "spare_parts": "suku cadang", "specification": "spesifikasi",
    "stands_for": "mewakili", "start": "awal", "starts_on": "mulai", "state": "keadaan", "step": "langkah", "students": "siswa",
    "subject_code": "untuk", "subtotal": "jumlah sebelum PPN", "suppliers": "pemasok", "table": "tabel", "task": "tugas",
    "tax_certificate": "surat keterangan pajak", "tax_certificate_on": "tanggal surat keterangan pajak",
    "tax_certificate_until": "surat keterangan pajak sampai", "tax_status": "status pajak", "terms": "syarat", "through": "lewat",
    "tkdn": "TKDN", "tolerable": "kesalahan yang dapat diterima", "topic": "pokok", "total": "jumlah", "trained": "yang dilatih",
    "trainer": "pelatih", "training": "pelatihan", "trip_days": "hari jalan", "trips": "perjalanan", "turn": "giliran",
    "types": "jenis mesin", "under_warranty": "masih bergaransi", "unit": "satuan", "until": "sampai", "until_hour": "sampai jam",
    "upheld": "dibenarkan", "valid_until": "berlaku sampai", "values_of": "nilai rupiah", "vat": "PPN", "vat_citation": "dasar PPN",
    "vat_percent": "persen PPN", "vendor": "penyedia", "version": "versi", "village": "desa", "visit": "kunjungan",
    "visited_on": "dikunjungi pada", "volts": "tegangan (volt)", "wanted": "yang diminta", "wants_second": "perlu orang kedua",
    "water": "air", "way": "cara", "week": "minggu", "weight_kg": "berat (kg)", "what": "apa", "whole": "seluruhnya", "why": "mengapa",
    "words": "kalimat", "years": "tahun",
}  # fmt: skip
SUBJECTS = {
    "agencies": "OPD", "applicants": "panggilan pendaftar", "bom": "daftar bahan", "budget_lines": "baris anggaran", "call": "panggilan penawaran",
    "capacities": "jam kerja", "closures": "hari libur", "clusters": "sentra", "coaching": "pembinaan", "decree": "surat keputusan",
    "destinations": "tujuan", "first": "unit pertama", "hold": "penahanan", "machine": "mesin bersama", "materials": "bahan", "offers": "penawaran",
    "orders": "baris pesanan", "outside": "mesin dari luar", "price_objection": "keberatan harga", "purchase": "pesanan bahan",
    "routings": "langkah kerja", "sampled": "barang sampel",
    "sent_request": "permohonan terkirim", "use": "angka pakai", "verification": "verifikasi", "workshops": "bengkel", "unit": "mesin",
    "form": "formulir uji",
    "request": "permohonan", "round": "ronde",
}  # fmt: skip
"""What entries are about, where its code name is no field."""


def subject_words(subject: str) -> str:
    """`payment:BY00294` as "pembayaran BY00294"; a name alone stays."""
    kind, _colon, code = subject.partition(":")
    if not code:
        return subject
    words = SUBJECTS.get(kind) if language() == "id" else None
    return f"{words or field_words(kind)} {code}"


def field_words(name: str) -> str:
    """The name of a field as its page says it."""
    if language() == "en":
        return name.replace("_", " ")
    return glossary()[name]["id"] if name in glossary() else FIELDS.get(name, name.replace("_", " "))


def value_words(value: object) -> object:
    """A day, a moment, a yes or no in the reader's language; everything else as it is."""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if not isinstance(value, str):
        return value
    if on := day_written(value):
        return day(on)
    if MOMENT.fullmatch(value):
        return moment_words(datetime.fromisoformat(value.replace("Z", "+00:00")), language(), get_current_timezone())
    return value
