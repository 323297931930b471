"""The doors: sign-in, the public page."""
