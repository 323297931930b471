"""Work in the field: what a phone takes along, records without a network and sends."""
