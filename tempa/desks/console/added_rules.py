"""The added rules that a command goes by: those of `--rules FILE`, else those kept beside the programme."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tempa.allocation.planner.side_constraints.rules import SideConstraints

Tables = dict[str, list[dict[str, str]]]


def add_option(words: argparse.ArgumentParser) -> None:
    words.add_argument(
        "--rules", type=Path, default=None, metavar="FILE",
        help="aturan tambahan / added rules (JSON); tanpa ini: PROGRAMME.rules.json di sebelah program, bila ada / if there",
    )  # fmt: skip


def rules_asked(programme: Path, given: Path | None, tables: Tables) -> SideConstraints | None:
    """The rules, none where no file is there; None after saying what is wrong with them."""
    from tempa.allocation.planner.side_constraints.apply import refuse_unknown
    from tempa.allocation.planner.side_constraints.rules import (
        SideConstraintsError,
        read_side_constraints,
        side_constraints_path,
    )

    file = given or side_constraints_path(programme)
    if given is not None and not given.exists():
        print(f"{given} tidak ada. Periksa nama dan tempatnya. / {given} does not exist. Check its name and place.", file=sys.stderr)
        return None
    try:
        rules = read_side_constraints(file)
        refuse_unknown(rules, tables)
    except SideConstraintsError as error:
        for sentence in error.sentences[:12]:
            print(f"{file.name}: {sentence.id} / {sentence.en}", file=sys.stderr)
        return None
    except (OSError, UnicodeDecodeError):
        print(f"{file} tidak dapat dibaca. / {file} cannot be read.", file=sys.stderr)
        return None
    if rules.rules:
        print(f"{len(rules.rules)} aturan tambahan dari {file}. / {len(rules.rules)} added rules from {file}.", file=sys.stderr)
    return rules
