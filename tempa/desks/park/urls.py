"""Addresses of the park's desk."""

from django.urls import path

from tempa.desks.park import overview
from tempa.desks.park.allocation import (
    hand,
    objections,
    planning,
    plans,
    reasons,
    replanning,
    rules,
    scenarios,
    schedules,
)
from tempa.desks.park.catalogue import types
from tempa.desks.park.demand import budget, imports, orders
from tempa.desks.park.ledger import people, records
from tempa.desks.park.registry import workshops

urlpatterns = [
    path("", overview.overview, name="park-overview"),
    path("pesanan/", orders.order_lines, name="park-orders"),
    path("pesanan/perubahan/", orders.waterfall, name="park-waterfall"),
    path("pesanan/<path:line>/", orders.order_line, name="park-order"),
    path("katalog/", types.types, name="park-types"),
    path("katalog/<str:type>/", types.machine_type, name="park-type"),
    path("katalog/<str:type>/hps/", types.change_price, name="park-type-price"),
    path("katalog/<str:type>/nama/", types.add_alias, name="park-type-alias"),
    path("bengkel/", workshops.workshops, name="park-workshops"),
    path("bengkel/<str:workshop>/", workshops.workshop, name="park-workshop"),
    path("anggaran/", budget.budget_lines, name="park-budget"),
    path("rencana/", planning.planning, name="park-planning"),
    path("rencana/bandingkan/", plans.compare, name="park-compare"),
    path("rencana/hitung/<uuid:run>/", planning.run_page, name="park-run"),
    path("rencana/hitung/<uuid:run>/berhenti/", planning.cancel, name="park-run-cancel"),
    path("rencana/<uuid:plan>/", plans.plan_page, name="park-plan"),
    path("rencana/aturan/", rules.rules, name="park-rules"),
    path("rencana/aturan/harga/", rules.price, name="park-rules-price"),
    path("rencana/aturan/<uuid:rule>/cabut/", rules.remove, name="park-rule-remove"),
    path("rencana/skenario/", scenarios.scenarios, name="park-scenarios"),
    path("rencana/tangan/<uuid:decision>/cabut/", hand.withdraw, name="park-hand-withdraw"),
    path("rencana/<uuid:plan>/tangan/", hand.by_hand, name="park-plan-hand"),
    path("rencana/<uuid:plan>/tangan/hitung/", hand.search_around, name="park-plan-hand-search"),
    path("rencana/ulang/", replanning.plan_again, name="park-plan-again"),
    path("rencana/<uuid:plan>/kerja/", schedules.work_lists, name="park-plan-work"),
    path("rencana/<uuid:plan>/perpindahan/", replanning.moves, name="park-plan-moves"),
    path("rencana/<uuid:plan>/mengapa/", reasons.plan_reasons, name="park-plan-reasons"),
    path("rencana/<uuid:plan>/mengapa/jika/", reasons.what_if, name="park-plan-what-if"),
    path("rencana/<uuid:plan>/mengapa/hitung/", reasons.explain, name="park-plan-explain"),
    path("rencana/<uuid:plan>/gantt/", plans.gantt, name="park-gantt"),
    path("rencana/<uuid:plan>/ajukan/", plans.propose, name="park-plan-propose"),
    path("rencana/<uuid:plan>/setujui/", plans.approve, name="park-plan-approve"),
    path("rencana/<uuid:plan>/tolak/", plans.refuse, name="park-plan-refuse"),
    path("rencana/<uuid:plan>/excel/", plans.excel, name="park-plan-excel"),
    path("rencana/<uuid:plan>/folder/", plans.folder, name="park-plan-folder"),
    path("keberatan/", objections.objections, name="park-objections"),
    path("keberatan/<uuid:objection>/", objections.objection, name="park-objection"),
    path("keberatan/<uuid:objection>/ulang/", objections.replay, name="park-objection-replay"),
    path("keberatan/<uuid:objection>/jawab/", objections.reply, name="park-objection-answer"),
    path("unggah/", imports.upload, name="park-import"),
    path("unggah/templat/", imports.template, name="park-import-template"),
    path("unggah/program.xlsx", imports.workbook, name="park-export-workbook"),
    path("unggah/program.zip", imports.folder, name="park-export-folder"),
    path("unggah/<uuid:draft>/", imports.preview, name="park-import-preview"),
    path("unggah/<uuid:draft>/tanya/", imports.questions, name="park-import-questions"),
    path("catatan/", records.entries, name="park-ledger"),
    path("catatan/<uuid:fact>/", records.entry, name="park-entry"),
    path("orang/", people.people_page, name="park-people"),
    path("orang/<int:role>/cabut/", people.revoke, name="park-role-revoke"),
    path("orang/<uuid:person>/tautan/", people.new_link, name="park-person-link"),
]
