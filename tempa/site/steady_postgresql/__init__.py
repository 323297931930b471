"""Django's PostgreSQL, with statements prepared by the server and a look at the connection only after a rest."""
