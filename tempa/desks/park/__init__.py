"""The park's office: overview, order, workshops, planning."""
