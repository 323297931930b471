"""Addresses of the park's desk."""

from django.urls import path

from tempa.desks.park import budget, catalogue, imports, orders, overview, planning, plans, records, workshops

urlpatterns = [
    path("", overview.overview, name="park-overview"),
    path("pesanan/", orders.order_lines, name="park-orders"),
    path("pesanan/perubahan/", orders.waterfall, name="park-waterfall"),
    path("pesanan/<path:line>/", orders.order_line, name="park-order"),
    path("katalog/", catalogue.types, name="park-types"),
    path("katalog/<str:type>/", catalogue.machine_type, name="park-type"),
    path("katalog/<str:type>/hps/", orders.change_price, name="park-type-price"),
    path("katalog/<str:type>/nama/", catalogue.add_alias, name="park-type-alias"),
    path("bengkel/", workshops.workshops, name="park-workshops"),
    path("bengkel/<str:workshop>/", workshops.workshop, name="park-workshop"),
    path("anggaran/", budget.budget_lines, name="park-budget"),
    path("rencana/", planning.planning, name="park-planning"),
    path("rencana/bandingkan/", plans.compare, name="park-compare"),
    path("rencana/hitung/<uuid:run>/", planning.run_page, name="park-run"),
    path("rencana/hitung/<uuid:run>/berhenti/", planning.cancel, name="park-run-cancel"),
    path("rencana/<uuid:plan>/", plans.plan_page, name="park-plan"),
    path("rencana/<uuid:plan>/gantt/", plans.gantt, name="park-gantt"),
    path("rencana/<uuid:plan>/ajukan/", plans.propose, name="park-plan-propose"),
    path("rencana/<uuid:plan>/setujui/", plans.approve, name="park-plan-approve"),
    path("rencana/<uuid:plan>/tolak/", plans.refuse, name="park-plan-refuse"),
    path("rencana/<uuid:plan>/excel/", plans.excel, name="park-plan-excel"),
    path("rencana/<uuid:plan>/folder/", plans.folder, name="park-plan-folder"),
    path("unggah/", imports.upload, name="park-import"),
    path("unggah/templat/", imports.template, name="park-import-template"),
    path("unggah/program.xlsx", imports.workbook, name="park-export-workbook"),
    path("unggah/program.zip", imports.folder, name="park-export-folder"),
    path("unggah/<uuid:draft>/", imports.preview, name="park-import-preview"),
    path("unggah/<uuid:draft>/tanya/", imports.questions, name="park-import-questions"),
    path("catatan/", records.entries, name="park-ledger"),
    path("catatan/<uuid:fact>/", records.entry, name="park-entry"),
    path("orang/", records.people, name="park-people"),
    path("orang/<int:role>/cabut/", records.revoke, name="park-role-revoke"),
]
