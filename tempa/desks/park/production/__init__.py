"""Production at the park: the board of lots, one lot with its corrections, problems, messages and links, labels, WhatsApp messages that came in."""
