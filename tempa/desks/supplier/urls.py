"""Addresses of the supplier's desk, and of its links."""

from django.urls import path

from tempa.desks.supplier import orders, papers, views

urlpatterns = [
    path("", orders.home_at_desk, name="supplier-home"),
    path("rencana/", views.home, name="supplier-plan"),
    path("pesanan/<code:order>/", orders.order_at_desk, name="supplier-order"),
    path("pesanan/<code:order>/surat.pdf", papers.order_at_desk, name="supplier-order-paper"),
    path("harga/<uuid:inquiry>/", orders.quote_at_desk, name="supplier-quote"),
]

link_patterns = [
    path("<code:code>/pasok/", orders.home_by_link, name="link-supply"),
    path("<code:code>/pasok/pesanan/<code:order>/", orders.order_by_link, name="link-supply-order"),
    path("<code:code>/pasok/pesanan/<code:order>/surat.pdf", papers.order_by_link, name="link-supply-order-paper"),
    path("<code:code>/pasok/harga/<uuid:inquiry>/", orders.quote_by_link, name="link-supply-quote"),
]
"""Pages that a supplier opens by a link, without an account."""
