"""Settings, addresses and the server: how the house stands on a machine."""
