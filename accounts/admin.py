from accounts.administration import appointments, areas, organisations, users  # noqa: F401  registers them
