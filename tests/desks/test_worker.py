"""Work beside the pages: whether it still runs is known from its process, not from a number alone."""

import os
import subprocess
import sys

from tempa.desks.frame.worker import born, is_alive, note_process


def test_a_running_process_is_alive_and_an_ended_one_is_not(tmp_path):
    assert not is_alive(tmp_path)
    worker = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    note_process(tmp_path, worker.pid)
    assert is_alive(tmp_path)
    worker.communicate(b"\n")
    assert not is_alive(tmp_path)


def test_a_number_that_was_given_to_another_process_is_not_the_worker(tmp_path):
    note_process(tmp_path, os.getpid())
    assert is_alive(tmp_path) and born(os.getpid())
    (tmp_path / "pid").write_text(f"{os.getpid()} {int(born(os.getpid())) - 1}")
    assert not is_alive(tmp_path)
    (tmp_path / "pid").write_text("not a number")
    assert not is_alive(tmp_path)
