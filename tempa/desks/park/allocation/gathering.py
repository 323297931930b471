"""A form in which things are gathered one after another and sent together; what is gathered travels in the form itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tempa.desks.frame.deeds import Chosen, DeedForm, Untouchable
from tempa.desks.frame.door import Here
from tempa.values.programme.entered import entered_whole

Json = dict[str, object]


class GatheringForm(DeedForm):
    """The button that was pressed says what is to be done: add what was typed, drop one (`drop:2`), choose another kind, or run.

    A form made from it names its kinds and the hidden field that holds what is gathered, makes the fields of a kind
    (`parts`), one thing of what they say (`made`), and says what is wrong with all that is gathered (`faults`).
    """

    kinds: ClassVar[Mapping[str, Promise]]
    holder: ClassVar[str]
    most: ClassVar[int]
    nothing: ClassVar[Promise]  # what is said where a run is asked for and nothing is gathered
    needed_to_run: ClassVar[tuple[str, ...]] = ()

    kind = forms.ChoiceField()
    seconds = forms.CharField(
        max_length=6, required=False, initial="10", widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("Kosong berarti 10 detik."),
    )  # fmt: skip
    do = forms.CharField(required=False, widget=Chosen)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, initial: Json | None = None) -> None:
        super().__init__(here, request, initial=initial)
        first = next(iter(self.kinds))
        if self.is_bound and self.data.get("kind") not in self.kinds:
            self.carry("kind", first)
        self.asked = str(self.data.get("do", ""))
        self.chosen = str(self.data.get("kind", first))
        self.gathered = [thing for thing in listed(self.data.get(self.holder, "")) if self.is_thing(thing)][: self.most]
        self.fields["kind"].choices = list(self.kinds.items())  # type: ignore[attr-defined]
        self.fields[self.holder] = forms.CharField(required=False, widget=Untouchable())
        self.places = self.parts(self.chosen)
        for name, field in self.places.items():
            self.fields[f"f-{name}"] = field
        self.needed = {n for n, f in self.fields.items() if f.required}
        if self.is_bound:
            now = {f"f-{n}" for n in self.places} if self.asked == "add" else {*self.needed_to_run} if self.asked == "run" else set()
            for name in self.needed - {"kind"}:
                self.fields[name].required = name in now

    @property
    def may_be_empty(self) -> bool:
        """Whether there is something to run although nothing is gathered."""
        return False

    def parts(self, kind: str) -> dict[str, forms.Field]:
        raise NotImplementedError

    def is_thing(self, thing: object) -> bool:
        raise NotImplementedError

    def made(self) -> Json:
        raise NotImplementedError

    def faults(self) -> list[str]:
        raise NotImplementedError

    def clean(self) -> None:
        if self.asked.startswith("drop:"):
            self.gathered = [thing for n, thing in enumerate(self.gathered) if str(n) != self.asked[5:]]
        if self.asked == "add" and not self.errors:
            self.add()
        if self.asked == "run":
            self.report(self.faults() if self.gathered or self.may_be_empty else [str(self.nothing)])
        self.carry(self.holder, json.dumps(self.gathered))
        for name in self.needed:
            self.fields[name].required = True

    def add(self) -> None:
        """Gather what was typed, unless something is wrong with it: then it stays in the fields to be mended."""
        self.gathered.append(self.made())
        if faults := self.faults():
            self.gathered.pop()
            self.report(faults)
        else:
            for name in self.places:
                self.carry(f"f-{name}", "")

    def report(self, faults: list[str]) -> None:
        for fault in faults:
            self.add_error(None, fault)

    @property
    def bound_places(self) -> list[forms.BoundField]:
        """The fields of the chosen kind, for the template."""
        return [self[f"f-{name}"] for name in self.places]

    @property
    def duration(self) -> int:
        """Seconds to search; 0 where what was typed is no number."""
        return whole(self.cleaned_data.get("seconds") or "10", 0)


def listed(text: str) -> list[Any]:
    """What is gathered so far; nothing where it cannot be read."""
    try:
        found = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def whole(text: object, otherwise: int) -> int:
    found = entered_whole(text, most=99_999_999) if isinstance(text, str) else None
    return otherwise if found is None else found
