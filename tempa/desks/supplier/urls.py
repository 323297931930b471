"""Addresses of the supplier's desk."""

from django.urls import path

from tempa.desks.supplier import views

urlpatterns = [path("", views.home, name="supplier-home")]
