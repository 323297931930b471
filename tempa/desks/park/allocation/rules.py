"""Rules beside the programme: added and removed with a reason, obeyed by the next runs, each with its price."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tempa.allocation import actions
from tempa.allocation import queries as allocation
from tempa.allocation.planner.problem.words import Names
from tempa.allocation.planner.side_constraints.apply import rule_text
from tempa.allocation.planner.side_constraints.rules import SideConstraintsError, side_constraints_from_json
from tempa.catalogue import queries as catalogue
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.identity import fresh_identity, identity_of
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.words import language
from tempa.desks.frame.worker import is_alive, run_folder, start_console
from tempa.desks.park.allocation.planning import PARK
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.registry import queries as registry
from tempa.values.programme import programme_sha256

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


class RuleForm(forms.Form):
    """A rule of any kind; only the places of the chosen kind count. Shares are typed in percent."""

    kind = forms.ChoiceField(label=gettext_lazy("Jenis aturan"), choices=list(KINDS.items()))
    cluster = forms.ChoiceField(label=gettext_lazy("Sentra"), required=False)
    regency = forms.ChoiceField(label=gettext_lazy("Kabupaten/kota"), required=False)
    workshop = forms.ChoiceField(label=gettext_lazy("Bengkel"), required=False)
    workshops = forms.MultipleChoiceField(label=gettext_lazy("Bengkel baru"), required=False)
    type = forms.ChoiceField(label=gettext_lazy("Jenis mesin"), required=False)
    min = forms.DecimalField(label=gettext_lazy("Paling sedikit, persen"), required=False, min_value=0, max_value=100)
    max = forms.DecimalField(label=gettext_lazy("Paling banyak, persen"), required=False, min_value=0, max_value=100)
    count = forms.IntegerField(label=gettext_lazy("Berapa lot atau unit"), required=False, min_value=1, max_value=100000)
    reason = forms.CharField(label=gettext_lazy("Alasan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def content(self) -> dict[str, Any]:
        """The rule as the planner reads it."""
        found: dict[str, Any] = {"kind": self.cleaned_data["kind"]}
        for name in PLACES[found["kind"]]:
            value = self.cleaned_data.get(name)
            if value not in (None, "", []):
                found[name] = float(Decimal(value) / 100) if name in {"min", "max"} else value
        return found


@door(*PARK)
def rules(request: HttpRequest, here: Here) -> HttpResponse:
    """The rules that hold, what each costs, and the form that adds one."""
    form = RuleForm(request.POST if request.method == "POST" else None, choices=choices(here))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_rule(
                here.programme, content=form.content(), reason=form.cleaned_data["reason"], at=here.now, by=here.person,
                identity=identity_of(request),
            )  # fmt: skip
        except Refused as refused:
            form.add_error("reason", spoken(refused))
        except SideConstraintsError as error:
            for sentence in error.sentences:
                form.add_error(None, worded(sentence.in_language(language())))
        else:
            messages.success(request, _("Aturan tercatat; perhitungan berikutnya memakainya."))
            return redirect("park-rules")
    tables = ledger.tables_of(here.programme)
    names = Names(tables)
    every = [(r, said(r, names)) for r in allocation.added_rules(here.programme)]
    folder = pricing(tables, allocation.rule_rows(here.programme))
    held = [pair for pair in every if pair[0].removed_at is None]
    return render(request, "park/rules.html", {
        "title": _("Aturan tambahan"), "section": "park-planning", "form": form, "identity": fresh_identity(), "held": held,
        "removed": [pair for pair in every if pair[0].removed_at is not None], "prices": prices(folder), "is_priced": is_alive(folder),
        "answer": answer(len(held)), "has_order": bool(tables["orders"]),
    }, status=400 if form.errors else 200)  # fmt: skip


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


def worded(sentence: str) -> str:
    """The planner names a rule by its code; people know it by its words."""
    for code, words in KINDS.items():
        sentence = sentence.replace(f"({code})", f"({words})")
    return sentence.replace("min atau max", _("paling sedikit atau paling banyak"))


def said(rule: Any, names: Names) -> str:
    (read,) = side_constraints_from_json(json.dumps({"rules": [rule.content]})).rules
    text = rule_text(read, names, language())
    return text[:1].upper() + text[1:]


def pricing(tables: Any, rows: list[dict[str, Any]]) -> Path:
    """The folder of the prices of exactly these rules on exactly this programme."""
    bare = [{k: v for k, v in r.items() if k != "why"} for r in rows]
    text = programme_sha256(tables) + json.dumps(bare, sort_keys=True)
    return run_folder(f"aturan-{hashlib.sha256(text.encode()).hexdigest()[:16]}")


def prices(folder: Path) -> dict[str, Any] | None:
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


@require_POST
@door(*PARK)
def price(request: HttpRequest, here: Here) -> HttpResponse:
    """Work out what every rule costs, beside the server."""
    folder = pricing(ledger.tables_of(here.programme), allocation.rule_rows(here.programme))
    if not is_alive(folder):
        start_console(folder, ["work", "--rules", here.programme.code, str(folder)])
        messages.info(request, _("Harga aturan sedang dihitung; biasanya sekitar satu menit. Muat ulang halaman ini."))
    return redirect("park-rules")


@require_POST
@door(*PARK)
def remove(request: HttpRequest, here: Here, rule: UUID) -> HttpResponse:
    """A rule no longer holds, with a reason."""
    try:
        actions.remove_rule(here.programme, rule=rule, reason=request.POST.get("reason", ""), at=here.now, by=here.person)
    except Refused as refused:
        messages.error(request, spoken(refused))
    else:
        messages.success(request, _("Aturan dicabut; perhitungan berikutnya tidak memakainya."))
    return redirect("park-rules")
