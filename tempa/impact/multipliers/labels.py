"""What the rows and columns around the transactions are called, in Indonesian, English and BPS codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.table import HOUSEHOLD, Role

SOURCE = "row and column names of BPS, Eurostat and ONS tables; give overrides={label: meaning} for others"
IGNORE, OUTPUT, EMPLOYMENT, VALUE_ADDED = "ignore", "output", "employment", "value added"
FINAL = "final demand"

# The first line that fits decides. BPS codes: 3- and 4-digit forms of the national and provincial tables.
ROWS: tuple[tuple[str, str], ...] = (
    (r"^gva$|^(gross )?value added|^nilai tambah|^2090?$|^ntb$", VALUE_ADDED),
    (r"^(total |jumlah )?(output|input)( bp)?$|^2100?$", OUTPUT),
    (r"^employment domestic total$|^workers$|^tenaga kerja$|^employment$", EMPLOYMENT),
    (r"^(total|jumlah)\b|intermediate|antara|^employment|^1900?$", IGNORE),
    (r"impor|^2000?$", Role.IMPORTS),
    (r"wage|compensation|upah|gaji|kompensasi|^2010?$", Role.WAGES),
    (r"(tax|pajak).*(products|produk)\b|^net tax$", Role.PRODUCT_TAXES),
    (r"tax|pajak|subsid|^20[45]0?$", Role.TAXES),
    (r"surplus|mixed income|depreciation|penyusutan|fixed capital|^20[23]0?$", Role.SURPLUS),
)
COLUMNS: tuple[tuple[str, str], ...] = (
    (r"^(total |jumlah )?output( bp)?$|^6000?$", OUTPUT),
    (r"^(total|jumlah)\b|intermediate|antara|final (use|demand)$|^1800?$|^3090?$|^3100?$", IGNORE),
    (r"household|rumah tangga|^3010?$", HOUSEHOLD),
    (r"government|pemerintah|non.?profit|npish|lnprt|^30[2]0?$", FINAL),
    (r"capital|gfcf|modal|pmtb|inventor|inventory|stok|stock|valuables|^30[34]0?$", FINAL),
    (r"export|ekspor|consumption|konsumsi|^305\d?$", FINAL),
    (r"impor", "imports column"),
)


def plain_label(label: str) -> str:
    """Lower case, one blank between words, no punctuation at the ends; "1.0" and "01" are both "1"."""
    text = re.sub(r"[_\s./,-]+", " ", label.casefold()).strip()
    if re.fullmatch(r"\d+ 0", text) and "." in label:
        text = text[:-2]
    return text.lstrip("0") or "0" if text.isdigit() else text


def row_meaning(label: str, name: str, overrides: Mapping[str, str]) -> str:
    return meaning("row", label, name, ROWS, overrides)


def column_meaning(label: str, name: str, overrides: Mapping[str, str]) -> str:
    found = meaning("column", label, name, COLUMNS, overrides)
    if found == "imports column":
        bound = "the transactions include imports; take the domestic table, or purge imports from it first"
        raise MultiplierError(f"column {label} of imports", bound, "Miller and Blair 2009, section 4.2.3")
    return found


def meaning(kind: str, label: str, name: str, known: tuple[tuple[str, str], ...], overrides: Mapping[str, str]) -> str:
    if label in overrides:
        return overrides[label]
    for text in (plain_label(label), plain_label(name)):
        for pattern, found in known:
            if text and re.search(pattern, text):
                return found
    shown = f"{label} ({name})" if name and name != label else label
    raise MultiplierError(f"{kind} {shown}", "is no sector and no known row or column of such a table", SOURCE)
