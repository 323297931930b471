"""Addresses of the inspector's desk."""

from django.urls import path

from tempa.desks.frame.field.pages import field_patterns
from tempa.desks.frame.field.waiting import waiting_patterns
from tempa.desks.frame.visits.pages import visit_pages
from tempa.desks.inspector import inspecting, views, week

urlpatterns = [
    path("", views.home, name="inspector-home"),
    path("minggu/", week.week, name="inspector-week"),
    path("tugas/", inspecting.tasks, name="inspector-tasks"),
    path("tugas/<code:lot>/<int:round>/", inspecting.task, name="inspector-task"),
    path("tugas/<code:lot>/<int:round>/<code:serial>/", inspecting.unit, name="inspector-unit"),
    *field_patterns("inspector", "inspector"),
    *waiting_patterns("inspector", "inspector"),
    *visit_pages("inspector", "inspector"),
]
