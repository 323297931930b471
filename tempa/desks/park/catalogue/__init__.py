"""The park's pages of the room catalogue: machine types."""
