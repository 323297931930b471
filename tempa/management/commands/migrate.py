"""`migrate`, which gives an empty database all its tables at once.

Django takes the steps of history one by one and works out every model anew at each, which takes a quarter of a minute. An empty
database has no history: it gets the tables of the last step, then what the steps do besides (triggers), and is told that it took
them all. `tests/house/test_tables_at_once.py` holds that both ways lead to the same.
"""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor


class Command(migrate.Command):
    def handle(self, *arguments: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        is_whole = not any(options.get(name) for name in ("app_label", "migration_name", "plan", "check_unapplied", "fake", "prune"))
        if is_whole and not connection.introspection.table_names():
            make_tables(connection)
        super().handle(*arguments, **options)


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """All tables, and what the steps do besides, in one transaction; every step is noted as taken."""
    executor = MigrationExecutor(connection)
    steps = [step for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    executor.recorder.ensure_schema()
    last = executor.loader.project_state()
    with connection.schema_editor(atomic=True) as editor:
        for model in last.apps.get_models():
            if model._meta.can_migrate(connection) and not model._meta.proxy:
                editor.create_model(model)
        for step in steps:
            for operation in step.operations:
                if isinstance(operation, RunPython):
                    operation.database_forwards(step.app_label, editor, last, last)
            executor.recorder.record_applied(step.app_label, step.name)
