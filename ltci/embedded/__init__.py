"""PostgreSQL and Redis without system services: binaries out of Python wheels, data and sockets below var/.

Nothing here imports Django, and nothing listens on a network port. `python -m ltci.embedded` is the door for bin/.
"""
