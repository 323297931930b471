"""What is owed, withheld and paid under the rule of the day: pure, exact, no Django."""
