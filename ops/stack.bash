# What the commands of ops/commands have in common. Sourced by them, with the folder of docker-compose.yml as working directory.
# shellcheck shell=bash
called_from=$PWD
cd "${BASH_SOURCE[0]%/*}/.." || exit

# A file that the caller named, seen from there.
file_of_caller() { [[ $1 == /* ]] && echo "$1" || echo "$called_from/$1"; }

fail() {
  echo "tpedm: $*" >&2
  exit 1
}

# Compose of today, or docker-compose 1.29.
if docker compose version >/dev/null 2>&1; then
  compose() { docker compose "$@"; }
elif command -v docker-compose >/dev/null; then
  compose() { docker-compose "$@"; }
else
  fail "Docker with Compose is not installed; ./install.sh --install-docker does it"
fi

TPEDM_VERSION=${TPEDM_VERSION:-$(sed -n 's/^  "version": "\(.*\)",/\1/p' package.json)}
export TPEDM_VERSION

confirm() {
  local answer
  [[ ${TPEDM_YES:-} == 1 ]] && return
  read -r -p "$1 Type yes to go on: " answer
  [[ $answer == yes ]] || fail "stopped; nothing has been changed"
}

# A line of .env, unless the environment says otherwise: setting NAME DEFAULT
setting() {
  local value=${!1:-}
  [[ -n $value || ! -f .env ]] || value=$(sed -n "s/^$1=//p" .env | tail -n 1)
  echo "${value:-$2}"
}

has_own_postgres() { [[ $(setting COMPOSE_FILE docker-compose.yml) != *outside-postgresql* ]]; }

# Builds the images of this version. Those of a release are made once, or were brought along; in a git checkout any commit may
# have changed what goes into them.
build_images() {
  local images=(localhost/tpedm/dm-{secrets,database-init,webhook,worker,web}:"$TPEDM_VERSION")
  [[ ! -e .git ]] && docker image inspect "${images[@]}" >/dev/null 2>&1 && return
  compose build
}

# One command of the one-shot that keeps the secrets. Compose would build a missing image too, but say so among what the command
# prints.
secrets() {
  docker image inspect "localhost/tpedm/dm-secrets:$TPEDM_VERSION" >/dev/null 2>&1 || compose build dm-secrets >&2
  compose run --rm -T dm-secrets "$@"
}

# A PostgreSQL program, as the database's administrator: the stack's own server or one outside, it makes no difference.
database_tool() {
  local ssl=(-e PGSSLMODE=disable)
  case $(setting DATABASE_TLS off) in
  require) ssl=(-e PGSSLMODE=require) ;;
  verify)
    ssl=(-e PGSSLMODE=verify-full -e PGSSLROOTCERT=system)
    [[ -z $(setting DATABASE_CA '') ]] || ssl+=(-e PGSSLROOTCERT=/run/tpedm/postgres/database-ca.crt)
    ;;
  esac
  # shellcheck disable=SC2016 # the password is read inside the container, so no list of processes shows it
  compose run --rm -T --no-deps -e PGHOST="$(setting DATABASE_HOST postgres)" -e PGPORT="$(setting DATABASE_PORT 5432)" \
    -e PGUSER="$(setting DATABASE_ADMIN_USER tpedm_admin)" "${ssl[@]}" \
    postgres sh -c 'PGPASSWORD=$(cat /run/tpedm/postgres/database-admin-password) exec "$@"' sh "$@"
}

# Ends unless the folder holds what a backup is made of, whole and readable.
check_backup() {
  secrets check <"$1/vault.json" || fail "the secrets in the backup cannot be read"
  database_tool pg_restore --list <"$1/database.dump" >/dev/null || fail "the database in the backup cannot be read"
}

# Gives the administrator's role of the stack's own PostgreSQL the password that the vault holds. On the socket inside the container
# the server asks for none, so this works whatever the password was.
set_admin_password() {
  compose exec -T postgres psql --quiet --set=ON_ERROR_STOP=1 --username=tpedm_admin --dbname=postgres <<'SQL'
\set password `cat /run/tpedm/postgres/database-admin-password`
ALTER ROLE tpedm_admin PASSWORD :'password';
SQL
}

# Lets the servers take the certificate that has been handed out. Nginx finishes what is open with the old one; EMQX looks at its
# files again every two minutes by itself.
reload_certificates() { compose exec -T nginx nginx -s reload; }

# The name of the Docker volume behind a volume of docker-compose.yml.
volume_of() {
  local project
  project=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.project"}}' "$(compose ps --all --quiet dm-secrets)")
  docker volume ls --quiet --filter "label=com.docker.compose.project=$project" --filter "label=com.docker.compose.volume=$1"
}
