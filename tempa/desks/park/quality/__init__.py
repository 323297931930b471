"""Quality at the park: what waits for inspection and decision, forms and instruments, failures with their causes, figures, traces."""
