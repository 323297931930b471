"""Somebody with several roles chooses as whom they are here."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tempa.desks.frame.door import DESKS
from tempa.desks.frame.menu import HOMES
from tempa.ledger import queries


class RoleForm(forms.Form):
    role = forms.CharField(max_length=60)


@require_POST
@login_required
def switch_role(request: HttpRequest) -> HttpResponse:
    """Remember the role until signing out, and go to its first page; a role that is not theirs changes nothing."""
    form = RoleForm(request.POST)
    role = queries.role_held(request.user, form.cleaned_data["role"]) if form.is_valid() else None  # type: ignore[arg-type]
    if role is None:
        return redirect("home")
    request.session["role"], request.session["programme"] = role.pk, role.programme_id
    return redirect(HOMES[DESKS[role.desk]])
