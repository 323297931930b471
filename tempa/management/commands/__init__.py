"""Django's own verbs where Tempa's differ; nobody imports this."""
