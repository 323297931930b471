"""The park's pages of the room demand: order, budget and uploads."""
