#!/bin/bash
# Run once by the PostgreSQL image: the application's role owns its database and is no superuser, so that triggers and
# row-level security hold for it.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --set password="$LTCI_DATABASE_PASSWORD" --username postgres <<'SQL'
CREATE ROLE ltci LOGIN PASSWORD :'password';
CREATE DATABASE ltci OWNER ltci LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' TEMPLATE template0;
SQL
