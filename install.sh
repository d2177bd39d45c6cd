#!/bin/bash
# Installs TPEDM on a Linux host, or brings an installation up to date. Safe to run again.
#
#   ./install.sh                          from a checkout or an unpacked release
#   ./install.sh --release FILE           unpacks a release (.tar.gz) into /opt/tpedm first
#
# Options:
#   --install-docker     install Docker and Compose from this distribution when they are missing (Debian and Ubuntu, as root)
#   --host NAME          what browsers and gateways call this host; else its first address
#   --directory DIR      where to unpack a release; else /opt/tpedm
#   --uninstall          remove the containers and keep the data; with --delete-data that too
set -euo pipefail

say() { printf '%s\n' "$*"; }
fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}
usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "$0"; }

install_docker=false release='' host='' directory='' uninstall=false delete_data=false
while [[ $# -gt 0 ]]; do
  case $1 in
  --install-docker) install_docker=true ;;
  --release) release=${2:?--release needs a file} && shift ;;
  --host) host=${2:?--host needs a name} && shift ;;
  --directory) directory=${2:?--directory needs a folder} && shift ;;
  --uninstall) uninstall=true ;;
  --delete-data) delete_data=true ;;
  --help | -h) usage && exit ;;
  *) usage >&2 && fail "there is no option $1" ;;
  esac
  shift
done

# The stack needs a health-aware start order: Compose v2, or docker-compose from 1.29 on.
has_compose() {
  docker compose version >/dev/null 2>&1 && return
  local version
  version=$(docker-compose version --short 2>/dev/null) || return 1
  [[ $(printf '1.29\n%s\n' "$version" | sort --version-sort | head -n 1) == 1.29 ]]
}

compose_package() {
  local package version
  for package in docker-compose-plugin docker-compose-v2 docker-compose; do
    version=$(apt-cache policy "$package" | sed -n 's/^  Candidate: \([0-9.]*\).*/\1/p')
    [[ -n $version && $(printf '1.29\n%s\n' "$version" | sort --version-sort | head -n 1) == 1.29 ]] && echo "$package" && return
  done
}

install_engine() {
  [[ $EUID -eq 0 ]] || fail "installing Docker needs root; run: sudo ./install.sh --install-docker"
  command -v apt-get >/dev/null || fail "only Debian and Ubuntu are known here; install Docker with Compose yourself and run this again"
  apt-get update -qq
  local compose
  compose=$(compose_package)
  [[ -n $compose ]] || fail "the Compose of this distribution is too old; follow https://docs.docker.com/engine/install/ and run this again"
  command -v dockerd >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq docker.io
  DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq "$compose"
  # where there is no service manager, whoever runs this has a way of their own to start the engine
  if command -v systemctl >/dev/null && [[ -d /run/systemd/system ]]; then systemctl enable --now docker; fi
}

check_engine() {
  if ! command -v docker >/dev/null || ! has_compose; then
    $install_docker || fail "Docker with Compose v2 (or docker-compose from 1.29 on) is missing; run again with --install-docker"
    install_engine
  fi
  docker info >/dev/null 2>&1 || fail "Docker does not answer: is it running, and may you use it? Try: sudo ./install.sh"
}

check_resources() {
  local memory_mb disk_mb
  memory_mb=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 1024))
  disk_mb=$(df --output=avail --block-size=1M . | tail -n 1)
  ((memory_mb >= 1800)) || say "Note: this host has ${memory_mb} MB of memory; TPEDM is at ease with 2 GB or more"
  ((disk_mb >= 4000)) || fail "only ${disk_mb} MB of disk are free here; TPEDM needs 4 GB to begin with"
}

port_of() { sed -n "s/^$1=//p" .env 2>/dev/null | tail -n 1 | grep . || echo "$2"; }

# Ports that something else than TPEDM already listens on.
check_ports() {
  local name_and_default port
  command -v ss >/dev/null || return 0
  for name_and_default in HTTPS_PORT=443 HTTP_PORT=80 MQTT_TLS_PORT=8883 MQTT_PORT=1883; do
    port=$(port_of "${name_and_default%=*}" "${name_and_default#*=}")
    if [[ -n $(ss --no-header --listening --tcp --numeric "sport = :$port") && -z $(docker ps --quiet --filter "publish=$port") ]]; then
      fail "port $port is taken by another program; end it, or choose another port in .env: ${name_and_default%=*}="
    fi
  done
}

write_settings() {
  [[ -n $host ]] || host=$(hostname -I 2>/dev/null | awk '{print $1}')
  [[ -f .env ]] || install -m 0600 .env.example .env
  grep -q '^PUBLIC_HOST=' .env || printf '\nPUBLIC_HOST=%s\n' "$host" >>.env
}

unpack() {
  [[ -f $release ]] || fail "there is no file $release"
  directory=${directory:-/opt/tpedm}
  mkdir -p "$directory"
  # .env and certificates are not part of a release, so they stay as they are
  tar --extract --gzip --file "$release" --directory "$directory" --strip-components=1
  cd "$directory"
}

# An older version that runs here is upgraded, which makes a backup first.
start() {
  local version running
  version=$(sed -n 's/^  "version": "\(.*\)",/\1/p' package.json)
  running=$(docker ps --filter "label=com.docker.compose.project.working_dir=$PWD" --filter label=com.docker.compose.service=dm-web \
    --format '{{.Image}}')
  if [[ -n $running && $running != "tpedm/dm-web:$version" ]]; then ops/tpedm upgrade; else ops/tpedm start; fi
}

report() {
  local port address
  port=$(port_of HTTPS_PORT 443)
  address="https://$(port_of PUBLIC_HOST localhost)"
  [[ $port == 443 ]] || address+=":$port"
  say "" "TPEDM is ready: $address/"
  say "If there is no administrator yet, make one at $address/setup with this token: $(ops/tpedm setup-token)"
  say "Gateways connect by MQTT over TLS to port $(port_of MQTT_TLS_PORT 8883). Everything else: docs/operations.md in $PWD"
}

if [[ -n $release ]]; then unpack; else cd "$(dirname "${BASH_SOURCE[0]}")"; fi
[[ -f docker-compose.yml ]] || fail "there is no docker-compose.yml in $PWD; run this from a checkout, or give --release FILE"
if $uninstall; then
  if $delete_data; then ops/tpedm uninstall --delete-data; else ops/tpedm uninstall; fi
  exit
fi
check_engine
check_resources
check_ports
write_settings
start
report
