"""Demonstration data: fictitious organisations and people, and matters brought to every state by real acts.

`regions.yaml` (places and organisations), `names.yaml` (names of people) and `stories.yaml` (what happens to the
matters) are data; `loading.load` plays them on the calendar up to the moment at which it is run.
"""
