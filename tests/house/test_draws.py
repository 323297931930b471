"""Drawn cases are the same in every run, unless `--explore` asks for new ones; nothing of a run stays in the checkout."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import hypothesis
import pytest
from hypothesis import configuration, given
from hypothesis import strategies as st

from tempa.desks.console import checks
from tests.conftest import ROOT


def draws() -> list[tuple[int, float, str]]:
    seen = []

    @given(st.integers(), st.floats(allow_nan=False), st.text(max_size=3))
    def look(n: int, x: float, text: str) -> None:
        seen.append((n, x, text))

    look()
    return seen


def load_module_with_constants(folder: Path) -> None:
    """A module as any test or program part may load it, full of numbers and words that Hypothesis would take up."""
    place = folder / "unusual.py"
    place.write_text(f"A = {[40_000_003 + 7 * n for n in range(400)]}\nB = {[n + 0.6180339 for n in range(400)]}\n")
    spec = importlib.util.spec_from_file_location("unusual", place)
    assert spec is not None and spec.loader is not None
    sys.modules["unusual"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["unusual"])


@pytest.mark.slow
def test_cases_hang_neither_on_the_run_nor_on_what_is_loaded(tmp_path, monkeypatch):
    if not hypothesis.settings().derandomize:
        pytest.skip("cases are drawn anew on purpose")
    first = draws()
    assert len(set(first)) > 50
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    load_module_with_constants(tmp_path)
    assert draws() == first


def test_hypothesis_keeps_nothing_in_the_checkout():
    assert hypothesis.settings().database is None
    assert not configuration.storage_directory("unicode_data").path.is_relative_to(ROOT)
    assert {hypothesis.settings.get_profile(name).database for name in ("house", "explore")} == {None}


@pytest.mark.parametrize(("words", "profile"), [(["check"], []), (["check", "--explore", "-x"], ["--hypothesis-profile=explore", "-x"])])
def test_explore_is_the_profile_that_draws_anew(words, profile, monkeypatch):
    asked = []
    monkeypatch.setattr(checks, "STATIC", ())
    monkeypatch.setattr(checks, "compile_once", lambda environment: None)
    monkeypatch.setattr(checks, "run", lambda name, command, environment: asked.append(command))
    monkeypatch.setattr(checks, "pytest", lambda name, arguments, environment: asked.append(arguments) or 0)
    assert checks.main(words) == 0
    assert asked[-1][2:] == profile
    assert not hypothesis.settings.get_profile("explore").derandomize
