#!/bin/bash
# Installs, upgrades or removes the production stack of TPEDM on this machine; ./install.sh --help says how.
set -euo pipefail
# what lands here is read by the unprivileged users of containers
umask 022

usage() {
  cat <<'TEXT'
Usage: ./install.sh [OPTION]...
Starts TPEDM on this machine out of the folder that install.sh lies in, or out of a release. Run it again to bring an installation
up to date: settings, certificates and data stay. Needs root.

  --release FILE       unpack this release, tpedm-VERSION.tar.gz, first
  --directory FOLDER   where to (/opt/tpedm)
  --host NAME          what browsers and gateways call this machine: a name or an address (its first address)
  --install-docker     install Docker and Compose from the distribution where they are missing
  --backups FOLDER     where the backup goes that is made before an upgrade (/var/backups/tpedm)

  --uninstall          remove the containers; the data stays, and installing again brings everything back
  --purge              with --uninstall: delete data, secrets, certificates and settings as well, after asking
  --help               show this
TEXT
}

readonly MIN_MEMORY_MB=1700 # what a machine sold with 2 GB really has
readonly MIN_DISK_MB=4000   # the images, and what building them takes
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
work=

fail() {
  echo "install.sh: $*" >&2
  exit 1
}

parse_options() {
  release='' directory='' host='' backups=/var/backups/tpedm install_docker=no action=install purge=no
  while [[ $# -gt 0 ]]; do
    case $1 in
    --release | --directory | --host | --backups)
      [[ -n ${2:-} ]] || fail "$1 needs a value; see ./install.sh --help"
      printf -v "${1#--}" '%s' "$2"
      shift
      ;;
    --install-docker) install_docker=yes ;;
    --uninstall) action=uninstall ;;
    # --delete-data is what ops/tpedm uninstall calls it
    --purge | --delete-data) purge=yes ;;
    --help) action=help ;;
    *) fail "there is no option $1; see ./install.sh --help" ;;
    esac
    shift
  done
  [[ $purge == no || $action == uninstall ]] || fail "--purge goes with --uninstall only"
  [[ -z $directory || -n $release || $action == uninstall ]] || fail "--directory goes with --release or --uninstall"
  [[ -z $host || $host =~ ^[A-Za-z0-9.:-]+$ ]] || fail "--host must be a host name or an address"
  if [[ -z $directory ]]; then [[ -n $release ]] && directory=/opt/tpedm || directory=$here; fi
  directory=$(realpath --canonicalize-missing "$directory")
  backups=$(realpath --canonicalize-missing "$backups")
}

# --- what this machine has

# systemd too takes another file from this variable
os_value() { sed -n "s/^$1=\"\?\([^\"]*\)\"\?$/\1/p" "${SYSTEMD_OS_RELEASE:-/etc/os-release}"; }

# Whether version $1 is $2 or newer.
at_least() { [[ $(printf '%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

check_machine() {
  local system version memory_mb disk_mb
  case $(uname -m) in
  x86_64 | aarch64) ;;
  *) fail "this is a machine with $(uname -m); take one with x86_64 or aarch64" ;;
  esac
  system=$(os_value ID)
  version=$(os_value VERSION_ID)
  case $system in
  # Debian's testing has no number
  debian) at_least "${version:-99}" 11 || fail "this is Debian $version; upgrade it to Debian 11 or newer" ;;
  ubuntu) at_least "$version" 20.04 || fail "this is Ubuntu $version; upgrade it to Ubuntu 20.04 or newer" ;;
  *)
    [[ $install_docker == no ]] ||
      fail "--install-docker knows Debian and Ubuntu; install Docker and Compose yourself, and leave it out"
    ;;
  esac
  memory_mb=$(($(getconf _PHYS_PAGES) * $(getconf PAGE_SIZE) / 1048576))
  ((memory_mb >= MIN_MEMORY_MB)) || fail "this machine has $memory_mb MB of memory; give it 2 GB or more"
  disk_mb=$(df --output=avail --block-size=1M /var | tail -n 1)
  ((disk_mb >= MIN_DISK_MB)) ||
    fail "there are ${disk_mb// /} MB free under /var, where Docker keeps its data; make it $MIN_DISK_MB or more"
}

has_compose() {
  local version
  version=$(docker compose version --short 2>/dev/null || docker-compose version --short 2>/dev/null || true)
  at_least "${version#v}" 1.29
}

check_docker() {
  if ! command -v docker >/dev/null || ! has_compose; then
    [[ $install_docker == yes ]] ||
      fail "Docker with Compose 1.29 or newer is missing; run this again with --install-docker, or install it yourself"
    install_docker
  fi
  docker info >/dev/null 2>&1 || fail "Docker is installed but does not answer; start it with: systemctl start docker"
}

# The distribution's Compose that is new enough; Debian 11 has none.
compose_package() {
  local package version
  for package in docker-compose-v2 docker-compose; do
    version=$(apt-cache policy "$package" | sed -n 's/^  Candidate: \([0-9.]*\).*/\1/p')
    if at_least "${version:-0}" 1.29; then
      echo "$package"
      return
    fi
  done
}

install_docker() {
  local packages=()
  echo "Installing Docker from the distribution"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq || fail "the package lists cannot be read; make 'apt-get update' work, and run this again"
  command -v docker >/dev/null || packages+=(docker.io)
  packages+=("$(compose_package)")
  [[ -n ${packages[-1]} ]] ||
    fail "the Compose of this distribution is too old; install Docker as docs.docker.com/engine/install says, and run this again"
  apt-get install -y -qq "${packages[@]}" >/dev/null ||
    fail "Docker cannot be installed; make 'apt-get install ${packages[*]}' work, and run this again"
  [[ ! -d /run/systemd/system ]] || systemctl enable --now --quiet docker
}

# A line of the .env that is there, or what holds without one: setting NAME DEFAULT
setting() {
  local value=
  [[ ! -f $directory/.env ]] || value=$(sed -n "s/^$1=//p" "$directory/.env" | tail -n 1)
  echo "${value:-$2}"
}

check_ports() {
  local line name port
  command -v ss >/dev/null || fail "the program ss is missing; install it with: apt-get install iproute2"
  for line in HTTPS_PORT=443 HTTP_PORT=80 MQTT_TLS_PORT=8883 MQTT_PORT=1883; do
    name=${line%=*}
    port=$(setting "$name" "${line#*=}")
    [[ -z $(ss -Htln "sport = :$port") ]] ||
      fail "port $port is in use; stop what listens there (ss -tlnp), or write $name=ANOTHER into $directory/.env"
  done
}

# The image of the dm-web that runs out of this folder, if any.
running_image() {
  docker ps --format '{{.Image}}' --filter label=com.docker.compose.service=dm-web \
    --filter "label=com.docker.compose.project.working_dir=$directory"
}

# --- the program files

# Settings, certificates and npm's packages may wait for an installation. Of the two others one is there even when an upgrade was
# cut off.
check_directory() {
  [[ ! -d $directory || -e $directory/ops/tpedm || -e $directory/emqx/emqx.conf ]] && return
  [[ -z $(ls -A --ignore=.env --ignore=certificates --ignore=.npm-cache "$directory") ]] ||
    fail "$directory holds something else than TPEDM; name another folder with --directory"
}

# Unpacks the release into a folder of its own, beside its place.
unpack_release() {
  [[ -f $release ]] || fail "there is no file $release; say with --release where the release is"
  if [[ -f $release.sha256 ]]; then
    (cd "$(dirname "$release")" && sha256sum --check --status "$(basename "$release").sha256") ||
      fail "$release is not what $release.sha256 says; fetch both again"
  fi
  mkdir -p "$directory"
  work=$(mktemp -d "$directory.XXXXXX")
  tar --extract --gzip --file "$release" --directory "$work" --strip-components=1 --no-same-owner 2>/dev/null ||
    fail "$release is broken; fetch it again"
  [[ -f $work/docker-compose.yml && -x $work/ops/tpedm ]] || fail "$release is no release of TPEDM; fetch one"
}

# Replaces what a release brings, and leaves what people put there: .env, certificates and whatever else. Folders stay the same ones,
# with other files in them, since running containers have them mounted.
place_release() {
  local entry name
  unpack_release
  chmod -R a+rX "$work"
  for entry in "$work"/* "$work"/.[!.]*; do
    [[ -e $entry ]] || continue
    name=${entry##*/}
    if [[ ($name == certificates || $name == .env) && -e $directory/$name ]]; then continue; fi
    [[ ! -d $directory/$name ]] || find "$directory/$name" ! -type d -delete
    cp --archive --remove-destination --no-target-directory "$entry" "$directory/$name"
    [[ ! -d $directory/$name ]] || find "$directory/$name" -mindepth 1 -type d -empty -delete
  done
}

# The name goes into the certificate and into what gateways are told, so there is one from the start.
settle_host() {
  local env_file=$directory/.env
  [[ -f $env_file ]] || cp "$directory/.env.example" "$env_file"
  if [[ -z $host && -z $(setting PUBLIC_HOST '') ]]; then
    host=$(hostname -I | tr ' ' '\n' | grep -m 1 -F . || true)
  fi
  [[ -n $host ]] || return 0
  sed -i '/^PUBLIC_HOST=/d' "$env_file"
  echo "PUBLIC_HOST=$host" >>"$env_file"
}

# --- what it does

install_stack() {
  local running version
  check_machine
  check_docker
  check_directory
  running=$(running_image)
  [[ -n $running ]] || check_ports
  [[ -z $release ]] || place_release
  [[ -f $directory/docker-compose.yml ]] || fail "there is no TPEDM in $directory; name a release with --release"
  settle_host
  version=$(sed -n 's/^  "version": "\(.*\)",/\1/p' "$directory/package.json")
  if [[ -z $running || $running == "localhost/tpedm/dm-web:$version" ]]; then
    "$directory/ops/tpedm" start || fail "TPEDM did not start, as said above; put that right and run this again"
  else
    upgrade_stack
  fi
  describe_installation
}

upgrade_stack() {
  mkdir -p "$backups"
  chmod 700 "$backups"
  "$directory/ops/tpedm" upgrade "$backups/before-upgrade-$(date +%Y%m%d-%H%M%S).tar.gz" ||
    fail "the upgrade has failed, as said above; put that right and run this again, or restore the backup in $backups"
}

describe_installation() {
  local port address
  port=$(setting HTTPS_PORT 443)
  address=https://$(setting PUBLIC_HOST localhost)
  [[ $port == 443 ]] || address+=:$port
  cat <<TEXT

TPEDM is ready: $address/
If there is no administrator yet, make one at $address/setup with this token: $("$directory/ops/tpedm" setup-token)
Gateways connect by MQTT over TLS to port $(setting MQTT_TLS_PORT 8883).
Settings are in $directory/.env, commands in $directory/ops/tpedm; docs/operations.md explains both.
TEXT
}

uninstall_stack() {
  [[ -x $directory/ops/tpedm ]] || fail "there is no TPEDM in $directory; say with --directory where it is"
  if [[ $purge == no ]]; then
    "$directory/ops/tpedm" uninstall
    echo "The settings stay in $directory; to delete everything: $directory/install.sh --uninstall --purge"
    return
  fi
  "$directory/ops/tpedm" uninstall --delete-data
  if [[ -e $directory/.git ]]; then
    echo "The git checkout in $directory stays"
  else
    rm -rf "${directory:?}"
  fi
  echo "Backups stay in $backups, and images until: docker image prune --all"
}

main() {
  parse_options "$@"
  if [[ $action == help ]]; then
    usage
    return
  fi
  [[ $(id -u) == 0 ]] || fail "this needs root; run it with sudo"
  trap '[[ -z $work ]] || rm -rf "$work"' EXIT
  "${action}_stack"
}

main "$@"
