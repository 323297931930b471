"""Who may do what with a contract, and the sentence for who may not."""

from __future__ import annotations

from tempa.contracts.rules.numbering import PARK_CODE
from tempa.contracts.rules.stages import SAID, ContractHistory, contract_stage
from tempa.ledger.rules import PARK, May, No, Who

CONTRACT = "contract"
"""The purpose of the link by which a workshop without an account acts on its own contracts."""


def may_prepare(who: Who, agency: str) -> May:
    """The agency's buyer prepares its contracts; the park does so for it."""
    if who.speaks_for(agency, "agency") or who.sits_at(*PARK):
        return True
    return No("Hanya OPD itu sendiri, atau taman sains untuknya, yang dapat menyiapkan kontrak ini.")


def may_keep_documents(who: Who, agency: str) -> May:
    """An agency keeps its own book of numbers, and the park does so for it; the park's own book is kept by the park alone."""
    if who.sits_at(*PARK) or (agency != PARK_CODE and who.speaks_for(agency, "agency")):
        return True
    if agency == PARK_CODE:
        return No("Hanya taman sains yang dapat menomori dan menyimpan surat ini.")
    return No("Hanya OPD itu sendiri, atau taman sains untuknya, yang dapat menomori dan menyimpan surat ini.")


def may_change(who: Who, c: ContractHistory) -> May:
    """A contract changes by itself only before it is signed."""
    if contract_stage(c) not in ("drafted", "offered", "negotiated"):
        return No(
            "Kontrak ini sudah %(stage)s, jadi tidak dapat diubah lagi sebagai konsep.", stage=SAID[contract_stage(c)]
        )
    return may_prepare(who, c.agency)


def may_negotiate(who: Who, c: ContractHistory) -> May:
    """Prices are agreed after the vendor has offered, and before anybody has signed."""
    if c.offered_on is None and contract_stage(c) == "drafted":
        return No("Penawaran penyedia belum dicatat. Catat penawarannya dulu.")
    return may_change(who, c)


def may_sign(who: Who, c: ContractHistory) -> May:
    """The agency's officer signs what has been negotiated; the park never signs for an agency."""
    stage = contract_stage(c)
    if stage in SAID:
        return No("Kontrak ini sudah %(stage)s.", stage=SAID[stage])
    if stage != "negotiated":
        return No("Harga kontrak ini belum disepakati. Catat penawaran dan hasil negosiasinya dulu.")
    if who.speaks_for(c.agency, "agency"):
        return True
    return No("Hanya pejabat OPD itu sendiri yang dapat menandatangani kontrak ini.")


def acts_for(who: Who, workshop: str) -> bool:
    """Whether somebody speaks for a workshop or school: at its desk, or by its link for contracts."""
    return who.speaks_for(workshop, "workshop", "teacher") or bool(who.link_for(CONTRACT, workshop))


def may_countersign(who: Who, c: ContractHistory, *, has_copy: bool) -> May:
    """The vendor signs what the agency has signed; agency or park may note it for the vendor with the signed copy at hand."""
    stage = contract_stage(c)
    if stage != "signed":
        return No(
            "Kontrak ini belum ditandatangani OPD." if stage not in SAID else "Kontrak ini sudah %(stage)s.",
            stage=SAID.get(stage, ""),
        )
    if acts_for(who, c.vendor):
        return True
    if not may_prepare(who, c.agency):
        return No(
            "Hanya penyedia itu sendiri yang dapat menandatangani, atau OPD dan taman sains dengan salinan bertanda tangan."
        )
    if not has_copy:
        return No(
            "Lampirkan salinan yang ditandatangani penyedia: OPD dan taman sains tidak dapat menandatangani atas namanya."
        )
    return True


def may_amend(who: Who, c: ContractHistory) -> May:
    """The agency signs an addendum of a contract in force."""
    if contract_stage(c) != "in_force":
        return No("Adendum hanya untuk kontrak yang berlaku, yaitu yang ditandatangani kedua pihak dan belum berakhir.")
    if who.speaks_for(c.agency, "agency"):
        return True
    return No("Hanya pejabat OPD itu sendiri yang dapat menandatangani adendum.")


def may_withdraw(who: Who, c: ContractHistory) -> May:
    """A draft is dropped by whoever may prepare it; a signed contract is not."""
    if contract_stage(c) in ("signed", "in_force"):
        return No("Kontrak ini sudah ditandatangani. Batalkan dengan adendum yang ditandatangani kedua pihak.")
    return may_change(who, c)


def may_let_begin(who: Who, c: ContractHistory) -> May:
    """The agency, or the head of the park, lets work begin before the contract is in force, in their own name."""
    if contract_stage(c) in ("ended", "withdrawn"):
        return No("Kontrak ini sudah %(stage)s.", stage=SAID[contract_stage(c)])
    if who.speaks_for(c.agency, "agency") or who.sits_at("park_head"):
        return True
    return No("Hanya OPD itu atau kepala taman sains yang dapat membolehkan pekerjaan mulai sebelum kontrak berlaku.")


def may_state_vendor(who: Who, workshop: str, lead: str = "") -> May:
    """A workshop states its own particulars, its lead and the park may do so for it."""
    if any(acts_for(who, code) for code in (workshop, lead) if code) or who.sits_at(*PARK):
        return True
    return No("Hanya bengkel itu sendiri, IKM Induknya, atau taman sains yang dapat mengisi data ini.")


def may_confirm_version(who: Who, *, proposed_by: int, is_decided: bool) -> May:
    """A second person of the park decides on a version of a rule, once."""
    if is_decided:
        return No("Versi aturan ini sudah diputuskan.")
    if not who.sits_at(*PARK):
        return No("Hanya taman sains yang dapat memutuskan versi aturan.")
    if who.person == proposed_by:
        return No("Versi aturan disahkan oleh orang kedua, bukan oleh yang mengajukannya.")
    return True
