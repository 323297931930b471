"""The process that sets a template which a person has changed: limits first, then one question in, one answer out."""

from __future__ import annotations

import json
import sys
from base64 import b64encode

from tempa.values.limited_process import keep_within


def main(memory: int, seconds: int) -> None:
    keep_within(memory, seconds)
    question = json.load(sys.stdin)
    sys.stdout.buffer.write(answer(question))


def answer(question: dict[str, object]) -> bytes:
    """The paper; or as JSON its pictures, where they were asked for, or the fault."""
    from tempa.contracts.papers.errors import TemplateFault
    from tempa.contracts.papers.setter import pictures_of, set_source

    source, file, seen = question["source"], question["file"], question["seen"]
    assert isinstance(source, str) and isinstance(file, str) and isinstance(seen, dict)
    try:
        if question.get("pictures"):
            return json.dumps({"pictures": [b64encode(page).decode() for page in pictures_of(source.encode(), file, seen)]}).encode()
        return set_source(source.encode(), file, seen)
    except TemplateFault as fault:
        sentence = [fault.sentence.indonesian, fault.sentence.english]
        return json.dumps({"sentence": sentence, "file": fault.file, "line": fault.line, "column": fault.column}).encode()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
