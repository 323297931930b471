"""The questions that single cells raise: separators, day and month, blanks below a name, names with several codes."""

from __future__ import annotations

from collections.abc import Iterable

from tempa.values.period import date_words
from tempa.values.programme.numbers import date_of
from tempa.values.programme.people.cells import read_date
from tempa.values.programme.people.months import days_named
from tempa.values.programme.people.naming import CodeBook
from tempa.values.programme.people.proposal import Choice, Question

SAME, BLANK = "same", "blank"


def about_doubt(kind: str, sheet: str, row: int, letter: str, heading: str, shown: str) -> Question:
    """`kind` is that of the doubt; `serial-1904` is a bare number in a file that counts its days from 1904."""
    if kind.startswith("serial"):
        return _serial(sheet, row, letter, heading, shown, kind.partition("-")[2] or "1900")
    return {"separators": _separators, "day-month": _day_month, "month": _month}[kind](sheet, row, letter, heading, shown)


def about_count(sheet: str, row: int, letter: str, name: str, shown: str, readings: tuple[str, ...]) -> Question:
    """A count that says no single number, of a row that names a machine."""
    where = f"{row} ({name[:60]})" if name else str(row)
    return Question(
        f"count:{sheet}:{letter}{row}", sheet, row, letter,
        f"Lembar {sheet}, baris {where}, kolom {letter}: {shown!r} bukan bilangan yang pasti. Berapa yang dipesan?",
        f"Sheet {sheet}, row {where}, column {letter}: {shown!r} is no certain number. How many are ordered?",
        (*(Choice(count, count, count) for count in readings),
         Choice("0", "tidak dipesan: lewati baris ini", "not ordered: leave this row out"),
         Choice("-", "bukan salah satunya: akan diperbaiki di berkas", "none of them: it will be mended in the file")))


GIVEN = "given"


def about_day(sheet: str, row: int, letter: str, shown: str, days: tuple[str, ...]) -> Question:
    """Words where a day should stand; asked once for all rows of a column that say the same."""
    named = [(day, date_of(day)) for day in days]
    return Question(
        f"day:{sheet}:{letter}:{shown}", sheet, row, letter,
        f"Lembar {sheet}, baris {row}, kolom {letter}: {shown!r} bukan tanggal. Kapan jatuh temponya?",
        f"Sheet {sheet}, row {row}, column {letter}: {shown!r} is no date. When is it due?",
        (*(Choice(day, date_words(date), date_words(date, "en")) for day, date in named if date),
         Choice(GIVEN, "tanggal yang saya isi di halaman ini untuk baris tanpa tanggal", "the day that I give on this page for rows without one"),
         Choice("-", "bukan salah satunya: akan diperbaiki di berkas", "none of them: it will be mended in the file")))


def _separators(sheet: str, row: int, letter: str, heading: str, shown: str) -> Question:
    return Question(
        f"separators:{sheet}:{letter}", sheet, row, letter,
        f"Lembar {sheet}, kolom {letter} ({heading}): bagaimana angka seperti {shown!r} dibaca?",
        f"Sheet {sheet}, column {letter} ({heading}): how is a number like {shown!r} read?",
        (Choice("id", "titik untuk ribuan, koma untuk desimal", "point for thousands, comma for decimals"),
         Choice("en", "koma untuk ribuan, titik untuk desimal", "comma for thousands, point for decimals")))


def _day_month(sheet: str, row: int, letter: str, heading: str, shown: str) -> Question:
    return Question(
        f"day-month:{sheet}:{letter}", sheet, row, letter,
        f"Lembar {sheet}, kolom {letter} ({heading}): bagaimana tanggal seperti {shown!r} dibaca?",
        f"Sheet {sheet}, column {letter} ({heading}): how is a date like {shown!r} read?",
        (Choice("dmy", "hari, bulan, tahun", "day, month, year"),
         Choice("mdy", "bulan, hari, tahun", "month, day, year")))


def _month(sheet: str, row: int, letter: str, heading: str, shown: str) -> Question:
    named = days_named(shown)
    first, last = ([date_words(day, language) for language in ("id", "en")] for day in named) if named else ([shown] * 2, [shown] * 2)
    return Question(
        f"month:{sheet}:{letter}", sheet, row, letter,
        f"Lembar {sheet}, kolom {letter} ({heading}): {shown!r} tidak menyebut hari. Hari mana yang dimaksud?",
        f"Sheet {sheet}, column {letter} ({heading}): {shown!r} names no day. Which day is meant?",
        (Choice("last", f"hari terakhirnya ({last[0]})", f"its last day ({last[1]})"),
         Choice("first", f"hari pertamanya ({first[0]})", f"its first day ({first[1]})"),
         Choice("no", "bukan tanggal", "no date")))


def _serial(sheet: str, row: int, letter: str, heading: str, shown: str, calendar: str) -> Question:
    read = read_date(int(float(shown)), {"serial": calendar})
    day = date_of(read) if isinstance(read, str) else None
    words_id, words_en = (date_words(day), date_words(day, "en")) if day else (shown, shown)
    since_id, since_en = (", dihitung dari 1904", ", counted from 1904") if calendar == "1904" else ("", "")
    return Question(
        f"serial:{sheet}:{letter}", sheet, row, letter,
        f"Lembar {sheet}, kolom {letter} ({heading}): apakah angka seperti {shown} adalah tanggal Excel ({words_id}{since_id})?",
        f"Sheet {sheet}, column {letter} ({heading}): is a number like {shown} a date of Excel ({words_en}{since_en})?",
        (Choice(calendar, f"ya, {words_id}", f"yes, {words_en}"), Choice("no", "bukan tanggal", "no date")))


def about_blanks(sheet: str, row: int, letter: str, heading: str, above: str) -> Question:
    return Question(
        f"blanks:{sheet}:{letter}", sheet, row, letter,
        f"Lembar {sheet}, kolom {letter} ({heading}): sel kosong di bawah {above!r} berarti sama dengan atasnya?",
        f"Sheet {sheet}, column {letter} ({heading}): does a blank cell below {above!r} mean the same as above?",
        (Choice(SAME, "ya, sama dengan atasnya", "yes, the same as above"),
         Choice(BLANK, "tidak, memang kosong", "no, it is blank")))


def about_code(table: str, text: str, sheet: str, row: int, letter: str, codes: tuple[str, ...], book: CodeBook
               ) -> Question:
    labels = [f"{code}: {book.name(table, code)}" for code in codes]
    return Question(
        f"code:{table}:{text}", sheet, row, letter,
        f"{text!r} di lembar {sheet} baris {row} adalah yang mana?",
        f"Which one is {text!r} in sheet {sheet} row {row}?",
        (*(Choice(code, label, label) for code, label in zip(codes, labels, strict=True)),
         Choice("-", "bukan salah satunya", "none of them")))


def about_table(sheet: str, tables: tuple[str, ...], names: list[tuple[str, str]]) -> Question:
    return Question(
        f"table:{sheet}", sheet, 0, "", f"Lembar {sheet} berisi tabel apa?", f"Which table does sheet {sheet} hold?",
        (*(Choice(table, name_id, name_en) for table, (name_id, name_en) in zip(tables, names, strict=True)),
         Choice("-", "bukan tabel program", "no table of the programme")))


USE, LEAVE = "use", "leave"


def about_hidden(what: str, sheet: str, listed_id: str, listed_en: str) -> Question:
    """`what` is `sheet`, `rows` or `columns`: nobody who looked at the file has seen what is hidden."""
    return Question(
        f"hidden-{what}:{sheet}", sheet, 0, "",
        f"{listed_id} tersembunyi di berkas ini. Ikut dibaca?", f"{listed_en} hidden in this file. Shall it be read?",
        (Choice(LEAVE, "tidak, lewati yang tersembunyi", "no, leave out what is hidden"),
         Choice(USE, "ya, ikut dibaca", "yes, read it as well")))


def listed_rows(rows: list[int], most: int = 12) -> str:
    """`4, 7, 9 … (30)`: the first rows, and how many there are."""
    shown = ", ".join(map(str, rows[:most]))
    return f"{shown} … ({len(rows)})" if len(rows) > most else shown


def listed_places(places: Iterable[tuple[str, int]]) -> str:
    """Rows with their sheets, where there are several: `DKP 2, 3; DISDAG 2`."""
    sheets: dict[str, set[int]] = {}
    for sheet, row in places:
        sheets.setdefault(sheet, set()).add(row)
    if len(sheets) == 1:
        return listed_rows(sorted(next(iter(sheets.values()))))
    return "; ".join(f"{sheet} {listed_rows(sorted(rows), 6)}" for sheet, rows in sheets.items())


def about_recap(sheet: str, rows: list[int], of: str, title: str) -> Question:
    """A part of the file whose machines and counts are those of the other parts together."""
    named_id, named_en = (f" ({title})", f" ({title})") if title else ("", "")
    where_id, where_en = f"baris {rows[0]} sampai {rows[-1]}{named_id}", f"rows {rows[0]} to {rows[-1]}{named_en}"
    return Question(
        f"recap:{sheet}:{rows[0]}", sheet, rows[0], "",
        f"Lembar {sheet}, {where_id}: mesin dan jumlahnya sama dengan {of}. Apakah ini rekap dari rincian itu, atau pesanan tambahan?",
        f"Sheet {sheet}, {where_en}: its machines and counts are those of {of}. Is it a recap of those, or a further order?",
        (Choice(LEAVE, "rekap: jangan dipesan dua kali", "a recap: do not order twice"),
         Choice(USE, "pesanan tambahan", "a further order")))


def about_sides(sheet: str, before: str, after: str, row: int) -> Question:
    """A part before a revision beside one after it."""
    return Question(
        f"sides:{sheet}:{row}", sheet, row, "",
        f"{before} berisi keadaan sebelum perubahan, {after} sesudahnya. Yang mana yang dipesan?",
        f"{before} holds the state before a revision, {after} that after it. Which is ordered?",
        (Choice(LEAVE, "hanya yang sesudah perubahan", "only what stands after the revision"),
         Choice(USE, "keduanya, itu pesanan yang berbeda", "both, they are different orders")))


EACH = "each"


def about_several(sheet: str, row: int, names: tuple[str, ...], count: str) -> Question:
    """Several machines in one cell, with one count for all of them; asked once for all rows that name the same."""
    listed = "; ".join(name[:60] for name in names)
    many_id, many_en = (f"dengan jumlah {count!r}", f"with the count {count!r}") if count else ("tanpa jumlah", "without a count")
    return Question(
        f"several:{sheet}:{' '.join(names)[:120]}", sheet, row, "",
        f"Lembar {sheet}, baris {row}: satu sel menyebut {len(names)} mesin ({listed}), {many_id}. Apa artinya?",
        f"Sheet {sheet}, row {row}: one cell names {len(names)} machines ({listed}), {many_en}. What does it mean?",
        (Choice(EACH, f"jumlah itu untuk masing-masing: menjadi {len(names)} baris", f"that count of each: it becomes {len(names)} rows"),
         Choice(LEAVE, "lewati baris ini: akan ditulis satu mesin per baris dan dikirim lagi",
                "leave this row out: it will be written with one machine in a row and sent again"),
         Choice(USE, "itu nama satu mesin", "it is the name of one machine")))


def about_failing(sheet: str, rows: list[int], *, is_partly_read: bool = False) -> Question:
    """A sheet of which no row can be read as an order, or none that names a machine of the programme, beside sheets that can."""
    listed = listed_rows(rows)
    seems_id, seems_en = (
        f"tidak satu baris pun terbaca sebagai pesanan (baris {listed})", f"none of its rows can be read as an order (rows {listed})",
    ) if not is_partly_read else (
        f"tidak satu baris pun menyebut mesin program ini, dan ada yang tidak terbaca (baris {listed})",
        f"none of its rows names a machine of this programme, and some cannot be read (rows {listed})")
    return Question(
        f"failing:{sheet}", sheet, rows[0], "",
        f"Lembar {sheet}: {seems_id}, sedangkan lembar lain terbaca. Lewati lembar ini?",
        f"Sheet {sheet}: {seems_en}, while other sheets can. Shall it be left out?",
        (Choice(LEAVE, "ya, lewati lembar ini", "yes, leave this sheet out"),
         Choice(USE, "tidak, ini pesanan juga: tunjukkan yang salah", "no, it is an order as well: show what is wrong")))


def rows_with_words(rows: list[tuple[int, str]]) -> str:
    """Row numbers, each with what its row says; of very many the first twelve and how many they are."""
    return ", ".join(f"{number} ({text[:60]})" for number, text in rows[:12]) + (f" … ({len(rows)})" if len(rows) > 12 else "")


def about_uncounted(sheet: str, rows: list[tuple[int, str]]) -> Question:
    """Rows with a name and no count, in a list whose other rows are counted; each with its row number and name."""
    shown = rows_with_words(rows)
    return Question(
        f"uncounted:{sheet}", sheet, rows[0][0], "",
        f"Lembar {sheet}: baris {shown} tidak berisi jumlah. Memang tidak dipesan?",
        f"Sheet {sheet}: rows {shown} have no count. Are they not ordered?",
        (Choice(LEAVE, "ya, tidak dipesan: lewati", "yes, not ordered: leave them out"),
         Choice(USE, "tidak, jumlahnya tertinggal: akan diisi di berkas", "no, the count was forgotten: it will be filled in")))


def about_cancelled(sheet: str, rows: list[tuple[int, str]]) -> Question:
    """Rows of which a remark says that they are not ordered any more; each with its row number and what it says."""
    shown = rows_with_words(rows)
    return Question(
        f"cancelled:{sheet}", sheet, rows[0][0], "",
        f"Lembar {sheet}: baris {shown} bertanda tidak jadi dipesan. Lewati?",
        f"Sheet {sheet}: rows {shown} are marked as not ordered any more. Shall they be left out?",
        (Choice(LEAVE, "ya, lewati", "yes, leave them out"), Choice(USE, "tidak, tetap dipesan", "no, they are ordered")))


def about_spread(sheet: str, kind: str, listed: str, choices: tuple[tuple[str, str, str], ...]) -> Question:
    """Columns that bear the names of places or months instead of one column of counts."""
    words_id, words_en = {"destination": ("nama tempat", "names of places"), "due_date": ("nama bulan", "names of months"),
                            "agency": ("nama OPD", "names of agencies")}[kind]
    return Question(
        f"spread:{sheet}:{kind}", sheet, 0, "",
        f"Lembar {sheet}: kolom {listed} berjudul {words_id}. Angka di bawahnya jumlah mesin untuk masing-masing?",
        f"Sheet {sheet}: the columns {listed} bear {words_en}. Are the numbers below them counts of machines for each?",
        tuple(Choice(*choice) for choice in choices))
