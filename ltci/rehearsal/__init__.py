"""Rehearsal: a matter told day by day runs through the real acts, in a transaction that is rolled back."""
