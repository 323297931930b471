"""Draws a sample from a published seed, so that anyone can draw it again and nobody can choose it.

Each unit 1 … N of the lot gets the SHA-256 of the UTF-8 text "seed|lot|unit"; the units with the n smallest digests are
the sample. Digests behave like independent random numbers, so every set of n units is equally likely, and a sample of
n + 1 is the sample of n and one more. With the usual command line:

    for unit in $(seq 1 20); do printf '%s|%s|%s' SEED LOT $unit | sha256sum | sed "s/-/$unit/"; done | sort | head -n 9

A maker who knows the seed before the lot is presented knows the sample. Publish `commitment(seed)` first, for instance
in the contract, and the seed itself once the lot stands there; `is_seed_of` shows that it was not changed in between.
"""

from __future__ import annotations

import hashlib
import hmac

from tempa.quality.sampling.curves import IN_LOT
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import count

LEAST_SEED = 16  # characters: a shorter seed could be found from its commitment by trying


def draw(seed: str, lot: str, n: int, units: int) -> tuple[int, ...]:
    """The n unit numbers (1 … units, rising) of the sample of lot `lot`; the same arguments give the same sample."""
    count(n, "ukuran sampel", 0, count(units, "ukuran lot", 1), IN_LOT)
    return tuple(sorted(order(seed, lot, units)[:n]))


def order(seed: str, lot: str, units: int) -> tuple[int, ...]:
    """All units in the order in which they are inspected; the first n of it are the sample of n."""
    for what, text in (("bibit undian", seed), ("nama lot", lot)):
        if not text or "|" in text or any(not c.isprintable() for c in text):
            raise SamplingError(what, text, "teks tercetak tanpa tanda |", "bentuk bibit|lot|unit")
    return tuple(sorted(range(1, count(units, "ukuran lot", 1) + 1), key=lambda unit: digest(seed, lot, unit)))


def digest(seed: str, lot: str, unit: int) -> bytes:
    return hashlib.sha256(f"{seed}|{lot}|{unit}".encode()).digest()


def commitment(seed: str) -> str:
    """SHA-256 of the seed in hexadecimal, to be published before the lot is made."""
    if len(seed) < LEAST_SEED:
        raise SamplingError("bibit undian", seed, f"paling sedikit {LEAST_SEED} huruf", "bibit pendek dapat ditebak")
    return hashlib.sha256(seed.encode()).hexdigest()


def is_seed_of(seed: str, published: str) -> bool:
    """Whether `published` is the commitment of this seed."""
    return hmac.compare_digest(commitment(seed), published.strip().lower())
