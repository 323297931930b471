"""The park's pages of delivery rounds."""
