"""Rules beside the programme: added and removed with a reason, obeyed by the next runs, each with its price."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.allocation import actions
from tempa.allocation import queries as allocation
from tempa.allocation.planner.problem.words import Names
from tempa.allocation.planner.side_constraints.apply import rule_text
from tempa.allocation.planner.side_constraints.rules import SideConstraintsError, side_constraints_from_json
from tempa.catalogue import queries as catalogue
from tempa.desks.frame.deeds import Deed, DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import NumberField, WholeNumberField
from tempa.desks.frame.tables import respond
from tempa.desks.frame.words import language
from tempa.desks.frame.worker import is_alive, run_folder, start_console, turn_words
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.registry import queries as registry
from tempa.values.programme import Tables, programme_sha256

KINDS = {
    "cluster_share": gettext_lazy("Bagian sebuah sentra"),
    "school_share": gettext_lazy("Bagian semua SMK"),
    "regency_share": gettext_lazy("Bagian sebuah kabupaten/kota"),
    "site_share": gettext_lazy("Bagian terbesar bengkel"),
    "newcomers_share": gettext_lazy("Bagian bengkel baru"),
    "registered_only": gettext_lazy("Hanya bengkel terdaftar"),
    "site_lots": gettext_lazy("Paling banyak sekian lot di bengkel"),
    "smallest_lot": gettext_lazy("Lot paling kecil"),
    "forbid": gettext_lazy("Bengkel tidak mengerjakan"),
}
PLACES = {
    "cluster_share": ("cluster", "min", "max"), "school_share": ("min", "max"), "regency_share": ("regency", "min", "max"),
    "site_share": ("workshop", "max"), "newcomers_share": ("workshops", "min"), "registered_only": (),
    "site_lots": ("workshop", "count"), "smallest_lot": ("type", "count"), "forbid": ("workshop", "type"),
}  # fmt: skip


class RuleForm(DeedForm):
    """A rule of any kind; only the places of the chosen kind count. Shares are typed in percent."""

    send = gettext_lazy("Catat aturan")
    also_refuses = (SideConstraintsError,)

    kind = forms.ChoiceField(label=gettext_lazy("Jenis aturan"), choices=list(KINDS.items()))
    cluster = forms.ChoiceField(label=gettext_lazy("Sentra"), required=False)
    regency = forms.ChoiceField(label=gettext_lazy("Kabupaten/kota"), required=False)
    workshop = forms.ChoiceField(label=gettext_lazy("Bengkel"), required=False)
    workshops = forms.MultipleChoiceField(label=gettext_lazy("Bengkel baru"), required=False)
    type = forms.ChoiceField(label=gettext_lazy("Jenis mesin"), required=False)
    min = NumberField(label=gettext_lazy("Paling sedikit, persen"), required=False, min_value=0, max_value=100)
    max = NumberField(label=gettext_lazy("Paling banyak, persen"), required=False, min_value=0, max_value=100)
    count = WholeNumberField(label=gettext_lazy("Berapa lot atau unit"), required=False, min_value=1, max_value=100000)
    reason = forms.CharField(label=gettext_lazy("Alasan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, choices: dict[str, list[tuple[str, str]]]) -> None:
        super().__init__(here, request)
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def worded(self, sentence: str) -> str:
        """The planner names a rule by its code; people know it by its words."""
        for code, words in KINDS.items():
            sentence = sentence.replace(f"({code})", f"({words})")
        return sentence.replace("min atau max", _("paling sedikit atau paling banyak"))

    def content(self) -> dict[str, object]:
        """The rule as the planner reads it."""
        found: dict[str, Any] = {"kind": self.cleaned_data["kind"]}
        for name in PLACES[found["kind"]]:
            value = self.cleaned_data.get(name)
            if value not in (None, "", []):
                found[name] = float(Decimal(value) / 100) if name in {"min", "max"} else value
        return found


class PriceRulesForm(DeedForm):
    """What every rule costs is worked out."""

    send = gettext_lazy("Hitung harga setiap aturan")
    look = ""


class RemoveForm(DeedForm):
    """A rule no longer holds, and why."""

    send = gettext_lazy("Cabut")
    look = "compact danger"
    is_row = True

    reason = forms.CharField(label=gettext_lazy("Alasan mencabut"), max_length=2000)


@door(*PARK)
def rules(request: HttpRequest, here: Here) -> HttpResponse:
    """The rules that hold, what each costs, and the form that adds one."""
    form = RuleForm(here, request, choices=choices(here))

    return form.carried_out(
        request, lambda **deed: actions.add_rule(here.programme, content=form.content(), reason=form.typed["reason"], **deed),
        to=lambda _: reverse("park-rules"), done=_("Aturan tercatat; perhitungan berikutnya memakainya."),
    ) or show(request, here, form)  # fmt: skip


@door(*PARK)
@form_of("park-rules")
def remove(request: HttpRequest, here: Here, rule: UUID) -> HttpResponse:
    """A rule no longer holds, with a reason."""
    form = RemoveForm(here, request, address=request.path, mark=f"cabut-{rule}")
    return form.carried_out(
        request, lambda **deed: actions.remove_rule(here.programme, rule=rule, **form.typed, **deed), to=lambda _: reverse("park-rules"),
        done=_("Aturan dicabut; perhitungan berikutnya tidak memakainya."),
    ) or show(request, here, RuleForm(here, choices=choices(here)), {rule: form})  # fmt: skip


@door(*PARK)
@form_of("park-rules")
def price(request: HttpRequest, here: Here) -> HttpResponse:
    """Work out what every rule costs, beside the server."""
    form = PriceRulesForm(here, request)
    folder = pricing(ledger.tables_of(here.programme), allocation.rule_rows(here.programme))

    def start(**_deed: Unpack[Deed]) -> None:
        if not is_alive(folder):
            start_console(folder, ["work", "--rules", here.programme.code, str(folder)], here.person.public_id)

    done = _("Harga aturan sedang dihitung; biasanya sekitar satu menit. Muat ulang halaman ini.")
    return form.carried_out(request, start, to=lambda _: reverse("park-rules"), done=done) or HttpResponseRedirect(reverse("park-rules"))


def show(request: HttpRequest, here: Here, form: RuleForm, sent: Mapping[UUID, DeedForm] | None = None) -> HttpResponse:
    """The page of rules; `sent` are forms of single rules that came back."""
    tables, sent = ledger.tables_of(here.programme), sent or {}
    names = Names(tables)
    every = [(r, said(r, names)) for r in allocation.added_rules(here.programme)]
    folder = pricing(tables, allocation.rule_rows(here.programme))
    held = [(r, words, sent.get(r.rule) or remove_form(here, r, words)) for r, words in every if r.removed_at is None]
    gone = [form for rule, form in sent.items() if rule not in {r.rule for r, _words, _form in held}]
    return respond(request, "park/rules.html", {
        "title": _("Aturan tambahan"), "section": "park-planning", "form": form, "held": held, "gone": gone,
        "removed": [pair for pair in every if pair[0].removed_at is not None], "prices": prices(folder), "is_priced": is_alive(folder),
        "turn": turn_words(folder),
        "pricing": PriceRulesForm(here, address=reverse("park-rules-price"), mark="harga"),
        "answer": answer(len(held)), "has_order": bool(tables["orders"]),
    }, status=max(f.status for f in (form, *sent.values())))  # fmt: skip


def remove_form(here: Here, rule: allocation.AddedRule, words: str) -> RemoveForm:
    return RemoveForm(here, address=reverse("park-rule-remove", args=[rule.rule]), mark=f"cabut-{rule.rule}", about=words)


def choices(here: Here) -> dict[str, list[tuple[str, str]]]:
    sites = [w for w in registry.workshops(here.programme) if w.kind != "facility"]
    named = sorted(((w.workshop, w.name or w.workshop) for w in sites), key=lambda kv: kv[1])
    regencies = sorted({w.regency for w in sites})
    types = sorted(catalogue.type_names(here.programme).items(), key=lambda kv: kv[1])
    return {
        "cluster": [("", _("pilih")), *registry.cluster_names(here.programme).items()],
        "regency": [("", _("pilih")), *((r, r) for r in regencies)], "workshop": [("", _("setiap bengkel")), *named],
        "workshops": named, "type": [("", _("setiap jenis")), *types],
    }  # fmt: skip


def answer(count: int) -> str:
    if not count:
        return _("Tidak ada aturan tambahan; sebelas aturan program selalu berlaku.")
    return _("%(n)s aturan tambahan dipakai perhitungan berikutnya; sebelas aturan program tetap berlaku.") % {"n": count}


def said(rule: allocation.AddedRule, names: Names) -> str:
    (read,) = side_constraints_from_json(json.dumps({"rules": [rule.content]})).rules
    text = rule_text(read, names, language())
    return text[:1].upper() + text[1:]


def pricing(tables: Tables, rows: list[dict[str, object]]) -> Path:
    """The folder of the prices of exactly these rules on exactly this programme."""
    bare = [{k: v for k, v in r.items() if k != "why"} for r in rows]
    text = programme_sha256(tables) + json.dumps(bare, sort_keys=True)
    return run_folder(f"aturan-{hashlib.sha256(text.encode()).hexdigest()[:16]}")


def prices(folder: Path) -> dict[str, object] | None:
    """What was worked out, in the reader's language; None while it is not."""
    try:
        found = json.loads((folder / "prices.json").read_text())
    except (OSError, ValueError):
        return None
    said_in = language()
    measured = found["plans_sentence"]
    moved = [x for x in found["shifts"] if x["value"]["low"] * x["value"]["high"] > 0]
    priced = [r for r in found["own"] if r["amount"] and r["amount"] > 0]
    return {
        "added": told(found["added"]), "own": told(priced), "free": told(r for r in found["own"] if r not in priced),
        "measured": measured[said_in] if measured else "", "shifts": told(moved),
        "unmeasured": told(x for x in found["shifts"] if x not in moved), "notes": found["notes"],
    }  # fmt: skip


def told(found: Iterable[dict[str, Any]]) -> list[str]:
    """The sentences in the reader's language."""
    return [x["sentence"][language()] for x in found]
