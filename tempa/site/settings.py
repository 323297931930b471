"""Settings; everything that differs between machines is read from the environment."""

INSTALLED_APPS = ["tempa"]
SECRET_KEY = "not yet"  # noqa: S105
