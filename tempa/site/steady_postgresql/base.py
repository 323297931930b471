"""Django's PostgreSQL backend, which asks whether a connection still works only where it has rested for some seconds.

Django asks before the first statement of every request; a database that was started again is noticed all the same, at the
latest by one request that fails and closes its connection.
"""

from __future__ import annotations

import time
from typing import Any

from django.db.backends.postgresql import base

REST = 5.0  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    used = float("-inf")

    def close_if_health_check_failed(self) -> None:
        now = time.monotonic()
        if now - self.used < REST and not self.errors_occurred:
            self.health_check_done = True
        self.used = now
        super().close_if_health_check_failed()

    def close(self, *args: Any, **kwargs: Any) -> None:
        self.used = float("-inf")
        super().close(*args, **kwargs)
