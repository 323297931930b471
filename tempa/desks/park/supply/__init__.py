"""Materials: what to buy this week, quotes, orders, the store, issues to lots, what comes too late."""
