"""Addresses of the workshop's desk, and of its links."""

from django.urls import path

from tempa.desks.workshop import costs, offers, prices, views

urlpatterns = [
    path("", views.home, name="workshop-home"),
    path("lot/<str:lot>/", views.lot, name="workshop-lot"),
    path("mengapa/", views.why, name="workshop-why"),
    path("keberatan/", views.objections, name="workshop-objections"),
    path("minggu/", views.week, name="workshop-week"),
    path("penawaran/", offers.offers, name="workshop-offers"),
    path("penawaran/daftar/", offers.sheet, name="workshop-offers-sheet"),
    path("penawaran/berkas/", offers.upload, name="workshop-offers-upload"),
    path("harga-wajar/", costs.costs, name="workshop-costs"),
    path("harga/", prices.prices, name="workshop-prices"),
    path("data/", views.capacity, name="workshop-capacity"),
]

link_patterns = [
    path("<str:code>/penawaran/", offers.link_offers, name="link-offers"),
    path("<str:code>/penawaran/daftar/", offers.link_sheet, name="link-offers-sheet"),
    path("<str:code>/penawaran/berkas/", offers.link_upload, name="link-offers-upload"),
    path("<str:code>/harga/", prices.link_prices, name="link-prices"),
]
"""Pages that a workshop opens by a link, without an account."""
