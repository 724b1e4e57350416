"""Pages of letters, forms and verification."""
