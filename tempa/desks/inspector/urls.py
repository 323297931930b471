"""Addresses of the inspector's desk."""

from django.urls import path

from tempa.desks.frame.field.pages import field_patterns
from tempa.desks.frame.field.waiting import waiting_patterns
from tempa.desks.inspector import views

urlpatterns = [path("", views.home, name="inspector-home"), *field_patterns("inspector", "inspector"),
               *waiting_patterns("inspector", "inspector")]
