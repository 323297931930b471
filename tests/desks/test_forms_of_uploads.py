"""Forms of uploads take what was answered by its mark, and say what is missing."""

from __future__ import annotations

from django.http import QueryDict

from tempa.desks.park.demand.imports import AnswersForm, UploadForm


def test_answers_are_told_apart_by_their_marks():
    form = AnswersForm(QueryDict("q:lines:same=new&q:lines:same=old&t:Kursi%20rapat=-&d:agency=&other=1"))
    assert form.is_valid() and form.cleaned_data == {
        "answers": {"lines:same": "old"}, "types": {"Kursi rapat": "-"}, "defaults": {"agency": ""}, "discard": False, "again": False,
    }  # fmt: skip
    dropped = AnswersForm(QueryDict("discard=1"))
    assert dropped.is_valid() and dropped.cleaned_data["discard"]


def test_no_file_gets_its_sentence():
    form = UploadForm(QueryDict(""), {})
    assert "Pilih dulu berkasnya" in form.errors["file"][0]
