"""Whole installations that lose their power in the middle of their work."""
