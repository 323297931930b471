"""The park's pages of the room allocation: planning, plans, reasons, objections."""
