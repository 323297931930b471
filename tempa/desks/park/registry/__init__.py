"""The park's pages of the room registry: workshops and schools."""
