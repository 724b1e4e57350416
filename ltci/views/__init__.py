"""Pages that belong to no chapter: how text is displayed, the gallery of components."""
