#!/bin/bash
# The part of the real image's entrypoint that the stack uses: a cluster at the first start, then the server.
set -euo pipefail
if [[ ${1:-} == postgres && ! -s $PGDATA/PG_VERSION ]]; then
  chmod 0700 "$PGDATA" 2>/dev/null || true
  initdb --pgdata="$PGDATA" --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE"
  printf '\nhost all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
  set -- "$@" -clisten_addresses='*'
  printf "listen_addresses = '*'\n" >>"$PGDATA/postgresql.conf"
fi
exec "$@"
