"""Every refusal of the sampling engine is one Indonesian sentence: what, which value, what it should be, who says so."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from pathlib import Path

import pytest

from tempa.quality.sampling import errors
from tempa.quality.sampling.curves import hypergeometric
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import inner_share
from tempa.quality.sampling.table import mil_std_105e

SAID = {"SamplingError", "malformed", "count", "fraction", "share", "inner_share"}  # calls whose texts reach the sentence
ENGLISH = re.compile(r"\b(the|must|of|it|is|are|be|and|or|not|at|least|than|above|below|good|bad|sample|share|whole)\b")


def texts_of_refusals():
    for file in sorted(Path(errors.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            said = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID
            kept = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and (
                node.targets[0].id in {"bound", "source", "risks"} or node.targets[0].id.isupper())
            if said or (kept and file.stem not in {"chart_explain", "explain"}):
                for part in ast.walk(node):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield f"{file.name}:{part.lineno}", part.value


def test_no_refusal_speaks_english():
    texts = list(texts_of_refusals())
    assert len(texts) > 150  # the search above finds the refusals
    assert [(place, text) for place, text in texts if ENGLISH.search(text)] == []


@pytest.mark.parametrize(
    ("call", "what", "value", "bound", "sentence"),
    [
        (lambda: hypergeometric(20, 4, 21, 0), "ukuran sampel", 21, "bilangan bulat dari 0 sampai 20",
         "ukuran sampel: 21 tidak dapat dipakai; seharusnya bilangan bulat dari 0 sampai 20 "
         "(sumber: sampel diambil dari lotnya tanpa pengembalian)."),
        (lambda: mil_std_105e().plan(20, "2.5", "IV"), "tingkat pemeriksaan", "IV",
         "salah satu dari S-1, S-2, S-3, S-4, I, II, III",
         "tingkat pemeriksaan: 'IV' tidak dapat dipakai; seharusnya salah satu dari S-1, S-2, S-3, S-4, I, II, III "
         "(sumber: MIL-STD-105E single sampling)."),
        (lambda: inner_share(Fraction(6, 5), "risiko beta"), "risiko beta", Fraction(6, 5),
         "dari 0 sampai 1 (20 % ditulis 0.2)",
         "risiko beta: 6/5 tidak dapat dipakai; seharusnya dari 0 sampai 1 (20 % ditulis 0.2) "
         "(sumber: bagian atau peluang)."),
    ],
)
def test_the_sentence_is_made_of_the_four_attributes(call, what, value, bound, sentence):
    with pytest.raises(SamplingError) as refused:
        call()
    error = refused.value
    assert isinstance(error, ValueError)
    assert (error.what, error.value, error.bound, str(error)) == (what, value, bound, sentence)
    assert f"(sumber: {error.source})." in sentence
