"""One thing tried by several writers at the same moment: of a handover, a claim and a payment one is granted, the others are refused."""

from __future__ import annotations

import threading
from collections import Counter

from django.db import connections

from tempa.contracts import queries as contracts
from tempa.delivery import actions as delivery
from tempa.delivery import queries as delivered
from tempa.ledger.rules import Refused
from tempa.payment import actions, queries
from tempa.payment.actions.claims import Shown
from tests.delivery.parties import AGENCY
from tests.payment.test_claims import ON, PAID


def rush(writers):
    """All of them try the same thing at the same moment, from a handover to the treasury: deed -> what came of it, one answer each."""
    w, told = writers[0], {}
    programme = w.programme
    c = next(c for c in contracts.contracts(programme).exclude(countersigned_on=None))
    ready = delivered.ready_to_hand_over(programme, steps=[2], giver=c.vendor)
    serials = [p.serial for _step, p in ready if p.agency == AGENCY]
    if serials:
        said = {"step": 2, "giver": c.vendor, "receiver": AGENCY, "serials": serials}
        told["offer"] = together(writers, lambda one: delivery.offer_handover(programme, **said, **one.by_vendor(c.vendor)))
    found = delivered.unanswered(programme, PAID)[0][0].handover
    took = {"handover": found, "on": ON, "spot": delivery.OnTheSpot(paper="BAST/2")}
    told["take"] = together(writers, lambda one: delivery.take_handover(programme, **took, **one.said("penerima-barang")))
    free = [u for u in queries.units_due(programme, c).values() if u.taken_on and not u.claimed_in]
    asked = {"contract": c.contract, "asked": "delivery", "serials": [u.serial for u in free if u.budget_line == free[0].budget_line]}
    told["claim"] = together(writers, lambda one: actions.submit_claim(programme, **asked, **one.by_vendor(c.vendor)))
    claim = queries.claims(programme).filter(ended_at=None, payment=None, kind="delivery").order_by("-claim").first()
    with contracts.law_of(programme):
        lacking = [p.paper.id for p in queries.file_of(programme, claim, ON) if p.state != "ada"]
    actions.show_papers(programme, claim=claim.claim, papers={p: Shown(number="1/2026") for p in lacking}, **w.by_vendor(c.vendor))
    told["approve"] = together(writers, lambda one: actions.approve_payment(programme, claim=claim.claim, **one.said("pptk")))
    paid = {"payment": queries.payments(programme).get(claim=claim).payment, "on": ON}
    told["pay"] = together(writers, lambda one: actions.record_payment(programme, **paid, sp2d=f"SP2D/{id(one)}", **one.said("bendahara")))
    return told


def together(writers, act):
    """How many of them it was granted, how many were refused with a sentence; anything else is told as it is."""
    answers, gate = Counter(), threading.Barrier(len(writers))

    def one_of(writer):
        try:
            gate.wait()
            act(writer)
            answers["done"] += 1
        except Refused:
            answers["refused"] += 1
        except Exception as error:
            answers[f"{type(error).__name__}: {error}"] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one_of, args=(w,)) for w in writers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers
