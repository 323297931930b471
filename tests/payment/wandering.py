"""A walk of random deeds through the whole life of contracts, by several writers at once, and the laws that hold after each deed."""

from __future__ import annotations

import itertools
import json
import random
import sys
import threading
import time
import traceback
from collections import Counter
from datetime import timedelta
from uuid import uuid4

from django.db import connections, transaction

from tempa.contracts import actions as contracting
from tempa.contracts import queries as contracts
from tempa.contracts.rules import Amendment
from tempa.delivery import actions as delivery
from tempa.delivery import queries as delivered
from tempa.ledger import queries as ledger
from tempa.ledger.actions.deeds import locked_head
from tempa.ledger.rules import Refused
from tempa.ledger.verification import verify
from tempa.payment import actions, queries
from tempa.payment.actions.claims import Shown
from tempa.production import actions as production
from tempa.production import queries as made
from tempa.production.actions import Report
from tempa.production.rules import Done
from tempa.quality import actions as quality
from tempa.quality import queries as judged
from tests.contracts.parties import TODAY, in_force, lots_of
from tests.delivery.parties import AGENCY, colleague, owner_of
from tests.payment.laws import broken
from tests.payment.rushing import rush
from tests.payment.standings import said_by
from tests.payment.test_claims import ON, PAID
from tests.quality.parties import WHY, form_of, instruments, look_at, second_inspector

CODE, CONTRACTS = "NTB-2020-IKM", 3
PEOPLE = ("penerima-barang", "pptk", "bendahara")
ODDS = {
    "make": 9, "correct": 2, "announce": 5, "first": 4, "plan": 5, "inspect": 6, "decide": 5, "dispose": 3, "offer": 5, "take": 6, "claim": 5,
    "show": 5, "approve": 6, "pay": 6, "withdraw": 1, "send_back": 1, "advance": 2, "give_back": 1, "retention": 1, "pass_on": 3, "confirm": 2,
    "extend": 2, "cut": 2, "cheaper": 1, "cancel": 0.15, "contract": 0.5,
}  # fmt: skip


def prepare():
    """A contract in force with an advance, its forms and gauges, and the people of the agency."""
    programme, person = ledger.programme_named(CODE), ledger.person_named
    second_inspector(programme, person)
    instruments(programme, person)
    for login in PEOPLE:
        colleague(programme, person, login)
    begin(programme, person)
    first = Writer("prepared")
    for name in BEFORE:
        first.tried(name)


BEGINS = threading.Lock()
"""Two who begin a contract at once would take the same vendor, and propose the form of a type twice."""


def begin(programme, person):
    """One more contract of the agency: with an advance of 30 % and 5 % retention."""
    vendors = {one.vendor for one in lots_of(programme)}
    begun = {c.vendor for c in contracts.contracts(programme)}
    vendor = max(vendors - begun, key=lambda v: (sum(one.vendor == v for one in lots_of(programme)), v))
    terms = contracting.drafting.Terms("normal", "0.3", "0.05", True)
    c = in_force(programme, person, vendor=vendor, terms=terms)
    for type in sorted({i.type for i in contracts.items_of(c)}):
        if judged.form_for(programme, type, judged.revision_of(programme, c.contract, type)) is None:
            form_of(programme, person, type)
    owner_of(programme, person, vendor)


BEFORE = (
    "advance", "show", "approve", "pay", "make", "make", "make", "announce", "first", "plan", "inspect", "decide", "dispose", "offer", "take",
    "claim", "show", "approve", "make", "announce", "plan", "inspect", "decide",
)  # fmt: skip
"""What has happened before the walk begins, so that each kind of deed finds something to do."""
MOST_DRAWS = 8


class Writer:
    """One of those who write at once: draws a deed, carries it out, and says what came of it."""

    minutes = itertools.count()

    def __init__(self, seed):
        self.programme, self.draw = ledger.programme_named(CODE), random.Random(seed)
        self.tally, self.faults, self.refusals = Counter(), [], {}
        self.standing = queries.Standing(self.programme)

    def step(self):
        """One deed: drawn again where there is nothing of its kind to do."""
        for _try in range(MOST_DRAWS):
            name = self.draw.choices(list(ODDS), list(ODDS.values()))[0]
            if self.tried(name) != "nothing":
                break
        with transaction.atomic():
            locked_head(self.programme)  # nobody writes while the laws are looked at
            self.faults += [f"after {name}: {fault}" for fault in broken(self.programme)]
            self.standing.follow()

    def tried(self, name):
        try:
            how = "nothing" if getattr(self, name)() is None else "done"
        except Refused as refused:
            how = "refused"
            self.refusals.setdefault(f"{name}: {refused.template}", str(refused))
        self.tally[name, how] += 1
        return how

    def person(self, login):
        return ledger.person_named(login)

    def at(self):
        return PAID + timedelta(seconds=next(self.minutes))

    def some(self, things):
        found = list(things)
        return self.draw.choice(found) if found else None

    def said(self, by):
        return {"at": self.at(), "by": self.person(by) if isinstance(by, str) else by}

    def contract_in_force(self):
        return self.some(contracts.contracts(self.programme).exclude(countersigned_on=None).filter(ended_on=None))

    # making

    def make(self):
        card = self.some(c for c in made.lot_cards(self.programme, ON) if c.made < c.units)
        if card:
            n = self.draw.randint(1, 4)
            done = [Done(card.lot, s.step, n) for s in card.steps]
            return production.report_progress(self.programme, report=Report(card.vendor, done, "office"), **self.said("perencana"))

    def correct(self):
        card = self.some(c for c in made.lot_cards(self.programme, ON) if c.made)
        if card:
            change = Done(card.lot, card.steps[-1].step, -self.draw.randint(1, 2))
            return production.correct_progress(self.programme, change=change, reason="salah hitung di bengkel", **self.said("perencana"))

    def announce(self):
        card = self.some(c for c in made.lot_cards(self.programme, ON) if c.made > c.announced)
        return card and production.announce_lot(self.programme, lot=card.lot, **self.said("perencana"))

    # judging

    def first(self):
        task = self.some(judged.first_articles_to_inspect(self.programme, ON))
        if task:
            form, unit = judged.form_named(self.programme, task["form"]["form"]), made.unit_named(self.programme, task["units"][0]["serial"])
            name = uuid4()
            quality.record_visit(self.programme, looks={name: look_at(form, unit, 0)}, **self.said("pemeriksa"))
            return quality.decide_first_article(self.programme, inspection=name, release=True, **self.said("kepala"))

    def plan(self):
        one = self.some(judged.to_present(self.programme))
        return one and quality.plan_lots(self.programme, lots=[one.presented.lot], **self.said("perencana"))

    def inspect(self):
        plan = self.some(judged.open_plans(self.programme))
        if plan:
            units = {u.serial: u for u in made.units(self.programme, [plan.lot])}
            bad = {c.check: "no" for c in judged.checks_of(plan.form) if c.category == "function" and c.kind == "yes_no"}
            looks = {
                uuid4(): look_at(plan.form, units[s], plan.round, **(bad if self.draw.random() < 0.1 else {})) for s in plan.serials if s in units
            }
            return quality.record_visit(self.programme, looks=looks, **self.said(self.draw.choice(["pemeriksa", "pemeriksa-2"])))

    def decide(self):
        plan = self.some(judged.open_plans(self.programme))
        if plan:
            accept = not judged.standing_of(self.programme, plan).must_be_rejected
            return quality.decide_lot(self.programme, lot=plan.lot, round=plan.round, accept=accept, **self.said("kepala"))

    def dispose(self):
        one = self.some(n for n in judged.nonconformities(self.programme, only_open=True) if n.inspection.round)
        if one:
            decided = self.draw.choice(["rework", "rework", "scrapped"])
            serials = [one.inspection.serial]
            return quality.decide_unit(self.programme, serials=serials, decided=decided, reason=WHY, cost=1, **self.said("perencana"))

    # bringing

    def offer(self):
        c = self.contract_in_force()
        ready = delivered.ready_to_hand_over(self.programme, steps=[2], giver=c.vendor) if c else []
        serials = [p.serial for _step, p in ready if p.agency == AGENCY]
        if serials:
            chosen = self.draw.sample(serials, self.draw.randint(1, len(serials)))
            by = self.said(owner_of(self.programme, self.person, c.vendor))
            return delivery.offer_handover(self.programme, step=2, giver=c.vendor, receiver=AGENCY, serials=chosen, **by)

    def take(self):
        found = self.some(h for h, _silence in delivered.unanswered(self.programme, PAID))
        if found:
            refused = {u.serial: "penyok di jalan" for u in delivered.units_of(found) if self.draw.random() < 0.1}
            said = {"handover": found.handover, "on": ON, "refused": refused, "spot": delivery.OnTheSpot(paper="BAST/1")}
            return delivery.take_handover(self.programme, **said, **self.said("penerima-barang"))

    # paying

    def claim(self):
        c = self.contract_in_force()
        free = [u for u in queries.units_due(self.programme, c).values() if u.taken_on and not u.claimed_in] if c else []
        if free:
            line = self.draw.choice(free).budget_line
            serials = [u.serial for u in free if u.budget_line == line]
            return actions.submit_claim(self.programme, contract=c.contract, asked="delivery", serials=serials, **self.by_vendor(c.vendor))

    def advance(self):
        c = self.contract_in_force()
        if c:
            offered = [(a.budget_line, a.amount) for a in queries.askable(self.programme, c) if a.asked == "advance"]
            line, most = self.some(offered or self.too_much(c))
            said = {"contract": c.contract, "asked": "advance", "budget_line": line, "amount": most // self.draw.choice([1, 1, 2, 3])}
            return actions.submit_claim(self.programme, **said, **self.by_vendor(c.vendor))

    def too_much(self, c):
        """An advance where none may be asked any more."""
        return [(i.budget_line, c.value) for i in contracts.items_of(c)]

    def retention(self):
        c = self.contract_in_force()
        if c:
            line = self.some(i.budget_line for i in contracts.items_of(c))
            held = sum(p.retention_held for p in queries.payments_of(self.programme, c.contract))
            said = {"contract": c.contract, "asked": "retention", "budget_line": line, "amount": max(1, held // self.draw.choice([1, 2]))}
            return actions.submit_claim(self.programme, **said, **self.by_vendor(c.vendor))

    def by_vendor(self, vendor):
        return self.said(owner_of(self.programme, self.person, vendor))

    def open_claim(self, **where):
        return self.some(queries.claims(self.programme).filter(ended_at=None, payment=None, **where))

    def show(self):
        found = self.open_claim(complete_on=None)
        if found:
            with contracts.law_of(self.programme):
                lacking = [c.paper.id for c in queries.file_of(self.programme, found, ON) if c.state != "ada"]
            papers = {one: Shown(number="1/2026") for one in lacking}
            return actions.show_papers(self.programme, claim=found.claim, papers=papers, **self.by_vendor(found.vendor))

    def approve(self):
        found = self.open_claim(complete_on__isnull=False)
        return found and actions.approve_payment(self.programme, claim=found.claim, **self.said("pptk"))

    def pay(self):
        found = self.some(queries.payments(self.programme).filter(paid_on=None))
        number = f"SP2D/{found.payment}" if found else ""
        return found and actions.record_payment(self.programme, payment=found.payment, on=ON, sp2d=number, **self.said("bendahara"))

    def withdraw(self):
        found = self.open_claim()
        return found and actions.withdraw_claim(self.programme, claim=found.claim, reason=WHY, **self.by_vendor(found.vendor))

    def send_back(self):
        found = self.open_claim()
        return found and actions.return_claim(self.programme, claim=found.claim, reason=WHY, **self.said("pptk"))

    def give_back(self):
        found = self.some(queries.payments(self.programme).filter(claim__kind="advance").exclude(paid_on=None))
        if found:
            standing = queries.returnable(self.programme, found)
            said = {"payment": found.payment, "on": ON, "amount": max(1, standing // self.draw.choice([1, 3])), "deposit": "STS/1"}
            return actions.return_advance(self.programme, **said, **self.said("bendahara"))

    def pass_on(self):
        owed = self.some(o for o in queries.owed_onward(self.programme, ON) if o.left)
        if owed:
            said = {"contract": owed.contract, "maker": owed.maker, "on": ON, "amount": owed.left, "proof": actions.Proof("TRF/1")}
            return actions.pass_on(self.programme, **said, **self.by_vendor(owed.vendor))

    def confirm(self):
        one = self.some(queries.onward_payments(self.programme).filter(confirmed_by=None))
        if one and self.draw.random() < 0.3:
            return actions.deny_onward(self.programme, onward=one.onward, reason="buku rekening kosong", **self.by_vendor(one.maker))
        return one and actions.confirm_onward(self.programme, onward=one.onward, **self.by_vendor(one.maker))

    # changing

    def amend(self, c, *asked, **more):
        lots = [i.lot for i in contracts.items_of(c)]
        already = contracting.Already(
            lambda: {lot: n for lot, n in made.made_by_lot(self.programme).items() if lot in lots},
            lambda contract: queries.gone_out(self.programme, contract),
        )
        said = contracting.Addendum(TODAY, asked, WHY, **more)
        return contracting.sign_addendum(self.programme, contract=c.contract, said=said, already=already, **self.said("opd"))

    def extend(self):
        c = self.contract_in_force()
        return c and self.amend(c, Amendment("due_on", str(c.due_on + timedelta(days=self.draw.randint(1, 20)))))

    def cut(self):
        c = self.contract_in_force()
        item = self.some(i for i in contracts.items_of(c) if i.quantity) if c else None
        return item and self.amend(c, Amendment("quantity", str(max(0, item.quantity - self.draw.randint(1, 6))), item.item))

    def cheaper(self):
        c = self.contract_in_force()
        item = self.some(contracts.items_of(c)) if c else None
        if item:
            less = self.draw.randint(1, 50_000)
            price, makers = str(item.unit_price - less), {item.item: item.maker_price - less} if item.maker != c.vendor else {}
            return self.amend(c, Amendment("unit_price", price, item.item), makers=makers)

    def cancel(self):
        c = self.contract_in_force()
        return c and self.amend(c, Amendment("cancelled"))

    def contract(self):
        with BEGINS:
            if contracts.contracts(self.programme).count() < CONTRACTS:
                begin(self.programme, self.person)
                return True


def walk(writer, steps, until):
    """A writer's steps, or as many as fit into the time; what is no refusal is told."""
    try:
        while (steps > 0 if until is None else time.monotonic() < until):
            writer.step()
            steps -= 1
    except Exception as error:
        writer.faults.append(f"{type(error).__name__}: {error}, {traceback.extract_tb(error.__traceback__)[-1]}")
    finally:
        connections.close_all()


def is_as_anew(standing):
    """Whether a standing that was followed through the walk says what counting anew says."""
    standing.follow()
    return said_by(standing) == said_by(queries.Standing(standing.programme))


def main(writers, steps, seconds, seed):
    """Several writers at once; prints what they did, the laws that did not hold, and whether the chain and every tally are whole."""
    some = [Writer(f"{seed} {n}") for n in range(writers)]
    rushed = rush(some)
    until = time.monotonic() + seconds if seconds else None
    threads = [threading.Thread(target=walk, args=(w, steps, until)) for w in some]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    programme = ledger.programme_named(CODE)
    found = queries.conservation(programme)
    faults = [fault for w in some for fault in w.faults] + [f.template % f.values for f in verify(programme).faults]
    laws = {"units": found.units, "rupiah": found.rupiah, "worth": found.worth}
    faults += [f"the page of conservation: {name}: {fault}" for name, law in laws.items() for fault in law.faults]
    faults += [f"what writer {n} followed is not what stands" for n, w in enumerate(some) if not is_as_anew(w.standing)]
    did = Counter()
    for w in some:
        did.update({f"{name} {how}": n for (name, how), n in w.tally.items()})
    refusals = {key: words for w in some for key, words in w.refusals.items()}
    paid = queries.payments(programme).exclude(paid_on=None).count()
    json.dump({"faults": faults[:20], "rush": rushed, "refused": refusals, "did": did, "paid": paid}, sys.stdout)
