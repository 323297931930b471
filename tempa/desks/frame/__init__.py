"""What every desk shares: the door, the page, tables, charts and downloads."""
