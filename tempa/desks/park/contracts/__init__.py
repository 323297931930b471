"""The park's pages of contracts."""
