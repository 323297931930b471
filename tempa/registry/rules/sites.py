"""A workshop under another lead; two records of one firm made one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tempa.ledger.rules import May, No, Refused, Who, may_as_park

MERGE_STEPS: Mapping[tuple[str, str], str] = {
    ("", "MergeProposed"): "proposed", ("proposed", "MergeConfirmed"): "merged", ("proposed", "MergeRefused"): "refused",
}  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A workshop's row as these rules see it."""

    workshop: str
    kind: str
    lead: str
    legal_tier: str


def may_change_lead(who: Who) -> May:
    return may_as_park(who)


def check_lead(site: Site, lead: Site | None, *, bound: Collection[str]) -> None:
    """Refuses a lead who is none, and a change under contracts that name the old one (`bound`)."""
    if site.kind not in ("member", "school"):
        raise Refused("Hanya IKM anggota dan sekolah yang mempunyai IKM Induk.", field="lead")
    if lead is not None and (lead.kind != "lead" or lead.workshop == site.workshop):
        raise Refused("%(lead)s bukan IKM Induk. Pilih IKM Induk dari daftar.", field="lead", lead=lead.workshop)
    if lead is None and site.legal_tier == "unregistered":
        raise Refused("Bengkel tanpa legalitas bekerja di bawah IKM Induk. Pilih IKM Induknya.", field="lead")
    if (lead.workshop if lead else "") == site.lead:
        raise Refused("IKM Induknya sudah itu; tidak ada yang berubah.", field="lead")
    if bound:
        raise Refused(
            "Kontrak %(contracts)s menyebut IKM Induk yang sekarang sebagai penyedia untuk bengkel ini, dan adendum tidak mengganti penyedia. "
            "Selesaikan atau tarik dulu kontraknya.", field="lead", contracts=", ".join(sorted(bound)[:5]),
        )  # fmt: skip


def check_leads_kept(changed: Sequence[tuple[str, str, str]], bound: Callable[[], Mapping[str, Collection[str]]]) -> None:
    """Refuses rows by which a workshop gets another lead under its contracts. `changed`: workshop, lead before, lead after."""
    held = bound() if changed else {}
    for workshop, before, _after in changed:
        if held.get(workshop):
            raise Refused(
                "Kontrak %(contracts)s menyebut %(lead)s sebagai penyedia untuk %(workshop)s, jadi IKM Induknya tidak dapat diganti lewat unggahan. "
                "Kembalikan kolom lead di lembar workshops.", contracts=", ".join(sorted(held[workshop])[:5]), lead=before or workshop,
                workshop=workshop,
            )  # fmt: skip


@dataclass(frozen=True)
class Holding:
    """A lot of a workshop: which line, and which contract holds it (blank: none)."""

    workshop: str
    lot: str
    line: str
    contract: str = ""


def may_merge(who: Who) -> May:
    return may_as_park(who)


def may_decide_merge(who: Who, *, is_decided: bool) -> May:
    if is_decided:
        return No("Penggabungan ini sudah diputuskan.")
    return may_as_park(who)


def check_merge(
    kept: Site, gone: Site, *, gone_already: Collection[str], holdings: Iterable[Holding], identities: Mapping[str, Mapping[str, str]]
) -> None:
    """Two records of one firm become one. Refuses where they may be two firms, and where both hold lots of one line or contract."""
    if kept.workshop == gone.workshop:
        raise Refused("Pilih dua catatan yang berbeda.", field="gone")
    if {kept.workshop, gone.workshop} & set(gone_already):
        raise Refused("Salah satu catatan itu sudah digabung ke yang lain.", field="gone")
    if kept.kind != gone.kind and not {kept.kind, gone.kind} <= {"member", "lead"}:
        raise Refused("Bengkel dan sekolah tidak dapat digabung.", field="gone")
    for what, words in (("nik", "NIK"), ("npwp", "NPWP")):
        both = {w: "".join(c for c in identities.get(w, {}).get(what, "") if c.isalnum()) for w in (kept.workshop, gone.workshop)}
        if all(both.values()) and len(set(both.values())) > 1:
            raise Refused("%(what)s kedua catatan berbeda, jadi itu dua usaha. Periksa dulu datanya.", field="gone", what=words)
    held = list(holdings)
    mine, theirs = ([h for h in held if h.workshop == w] for w in (kept.workshop, gone.workshop))
    if lines := sorted({h.line for h in mine} & {h.line for h in theirs}):
        raise Refused("Keduanya memegang lot dari baris pesanan %(line)s. Selesaikan dulu salah satunya.", field="gone", line=lines[0])
    if contracts := sorted({h.contract for h in mine if h.contract} & {h.contract for h in theirs if h.contract}):
        raise Refused("Keduanya memegang lot dalam kontrak %(contract)s. Selesaikan dulu salah satunya.", field="gone", contract=contracts[0])
