"""From a file or parts of an upload to lines: staged as text by COPY, checked by sets, taken whole or not at all. F1."""
