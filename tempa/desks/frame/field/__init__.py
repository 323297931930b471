"""Work in the field without a network: a page that installs on a phone, and the doors through which what it recorded comes in."""
