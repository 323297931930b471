"""Django's SQLite, with writers that stand in a queue instead of asking again and again."""
