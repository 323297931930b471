"""`migrate`, which gives an empty database all its tables at once, and takes the steps of an older one lightly.

Django works out every model that is related to a changed one anew at each step, which takes half a minute for the whole history.
An empty database has no history: it gets the tables of the last step, then what the steps do besides (triggers), and is told that
it took them all. An older one takes its steps, and of each only the changed model is worked out anew. That all ways lead to the
same tables is held by `tests/house/test_tables_at_once.py` and, with a home of an earlier version, by `tests/earlier`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class Command(migrate.Command):
    def handle(self, *arguments: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        is_whole = not any(options.get(name) for name in ("app_label", "migration_name", "plan", "check_unapplied", "fake", "prune"))
        if is_whole and not connection.introspection.table_names():
            make_tables(connection)
        with light_steps():
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


class LightState(ProjectState):
    """The models as they stand at a step. What a step changes of a model is worked out for that model alone.

    Those that point to it keep pointing to what it was: its table and its key, all that a step asks of it, are the same. A step that
    reads or writes rows (`RunPython`) finds `is_delayed` and has all models made anew; so does a change to a key. Nothing points to a new model yet.
    """

    def clone(self) -> LightState:
        return light(super().clone())

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        if "apps" not in self.__dict__:
            return
        is_new = model_name not in self.apps.all_models[app_label]
        if not delay and not is_new:
            super().reload_model(app_label, model_name)
            return
        self.is_delayed = True
        with self.apps.bulk_update():
            self.apps.unregister_model(app_label, model_name)
        self.apps.render_multiple([self.models[app_label, model_name]])


class LightSteps(MigrationExecutor):
    """Takes the steps of history with a `LightState`."""

    def migrate(
        self, targets: Any, plan: Any = None, state: ProjectState | None = None, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        return super().migrate(targets, plan, state and light(state), fake, fake_initial)


def light(state: ProjectState) -> LightState:
    """The same models, those that are worked out already among them."""
    found = LightState(state.models, state.real_apps)
    if "apps" in state.__dict__:
        found.apps = state.apps
    found.is_delayed = state.is_delayed
    return found


@contextmanager
def light_steps() -> Iterator[None]:
    """Django's own command takes its steps lightly meanwhile."""
    names = vars(migrate)
    usual = names["MigrationExecutor"]
    names["MigrationExecutor"] = LightSteps
    try:
        yield
    finally:
        names["MigrationExecutor"] = usual
