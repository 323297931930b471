"""Recipients, handovers and use as the agency and the park see them: the same pages, for one's own or for all."""
