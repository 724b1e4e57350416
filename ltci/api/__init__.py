"""/api/v1: what bodies, providers and the platform of the province do without a browser (第四十至四十三条).

The same acts, permissions, law and words as on the pages; refusals as problem+json; keys against repetition; versions.
"""
