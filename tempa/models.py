"""The face that shows Django the tables of all rooms; nobody imports it."""
