"""What others may read of the ledger; with the names of its rows, so that who reads them can say what they hold."""

from tempa.ledger.models import Entry, Invitation, Paper, Person, Programme, RefusedDouble, Role
from tempa.ledger.queries.entries import (
    chain_fault,
    chain_head,
    deed_end,
    double_with_entry,
    doubles_beside,
    doubles_of,
    entries_about,
    entries_of,
    entries_with_digest,
    is_recorded,
    kept_papers,
    kinds_of,
    last_change,
    last_moments,
    last_sequence,
    link_fault,
    listed,
    paper_named,
    papers_of,
)
from tempa.ledger.queries.links import (
    held_links,
    link_holders,
    link_phones,
    link_traces,
    link_uses,
    work_link_named,
    work_links,
)
from tempa.ledger.queries.programmes import (
    all_programmes,
    calendar_of,
    day_of,
    demo_programme,
    keys_in_order,
    programme_hash,
    programme_named,
    rows,
    setting_values,
    state_of_rows,
    tables_of,
    zone_of,
)
from tempa.ledger.queries.seats import programmes_of, role_held, roles_of, seats_of, signed_in
from tempa.ledger.queries.who import (
    demo_logins,
    desks_of,
    failed_sign_ins,
    hands_behind,
    has_demo_people,
    invitations_of,
    passwords_from_the_console,
    people,
    people_of,
    people_who_acted,
    person_named,
    seats_ever,
    second_hands,
)

__all__ = [
    "Entry", "Invitation", "Paper", "Person", "Programme", "RefusedDouble", "Role", "Seat", "all_programmes", "calendar_of", "chain_fault",
    "chain_head", "day_of", "deed_end", "demo_logins", "demo_programme", "desks_of", "double_with_entry", "doubles_beside", "doubles_of",
    "entries_about", "entries_of", "entries_with_digest", "failed_sign_ins", "hands_behind", "has_demo_people", "held_links",
    "invitations_of", "is_recorded", "kept_papers", "keys_in_order", "kinds_of", "last_change", "last_moments", "last_sequence",
    "link_fault", "link_holders", "link_phones", "link_traces", "link_uses", "listed", "paper_named", "papers_of",
    "passwords_from_the_console", "people", "people_of", "people_who_acted", "person_named", "programme_hash", "programme_named",
    "programmes_of", "role_held", "roles_of", "rows", "seats_ever", "seats_of", "second_hands", "setting_values", "signed_in",
    "state_of_rows", "tables_of", "work_link_named", "work_links", "zone_of",
]  # fmt: skip
