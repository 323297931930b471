"""The park's pages of the room ledger: entries, people and their roles."""
