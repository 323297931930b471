"""Addresses of the workshop's desk."""

from django.urls import path

from tempa.desks.workshop import views

urlpatterns = [
    path("", views.home, name="workshop-home"),
    path("lot/<str:lot>/", views.lot, name="workshop-lot"),
    path("mengapa/", views.why, name="workshop-why"),
    path("keberatan/", views.objections, name="workshop-objections"),
    path("minggu/", views.week, name="workshop-week"),
    path("data/", views.capacity, name="workshop-capacity"),
]
