#!/bin/sh
# Make a Docker engine available on this machine: install it on Debian and Ubuntu, start it where it is
# installed, and elsewhere print what to install. Only `make engine` runs this.
set -eu

patience=60 # seconds that a started engine may take to answer
log=/var/log/dockerd.log

say() { echo "engine: $*"; }
has() { command -v "$1" >/dev/null 2>&1; }
answers() { has docker && docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }
has_compose() { docker compose version >/dev/null 2>&1 || has docker-compose; }
offered() { apt-cache show "$1" >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif has sudo; then
        sudo "$@"
    else
        say "this needs root: run it again as root"
        exit 1
    fi
}

# The packages that are missing here, under the names that this release has for them.
missing() {
    if ! has dockerd; then
        echo docker.io
        # From Debian 13 on the command line is a package of its own.
        if offered docker-cli; then echo docker-cli; fi
    fi
    if ! has_compose; then
        if offered docker-compose-v2; then echo docker-compose-v2; else echo docker-compose; fi
    fi
    has mmdebstrap || echo mmdebstrap
    # Inside a container the engine's usual storage cannot stack on what is already stacked.
    if [ "$(stat -f -c %T /)" = overlayfs ] && ! has fuse-overlayfs; then echo fuse-overlayfs; fi
}

install_packages() {
    if ! has apt-get; then
        if answers; then return; fi
        say "no Docker engine answers, and this script installs one on Debian and Ubuntu only"
        say "install Docker Desktop or Docker Engine with Compose: https://docs.docker.com/get-started/get-docker/"
        exit 1
    fi
    if [ -z "$(missing)" ]; then return; fi
    as_root apt-get update -q
    packages=$(missing | tr '\n' ' ')
    say "installing $packages"
    # shellcheck disable=SC2086 # one word for each package
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages ca-certificates
}

wait_for_answer() {
    waited=0
    while ! as_root docker version >/dev/null 2>&1; do
        if [ "$waited" -ge "$1" ]; then return 1; fi
        sleep 1
        waited=$((waited + 1))
    done
}

start() {
    if [ -d /run/systemd/system ]; then
        say "starting it with systemctl"
        as_root systemctl start docker && wait_for_answer "$patience" && return
    elif [ -x /etc/init.d/docker ]; then
        say "starting it with service"
        as_root service docker start && wait_for_answer 20 && return
    fi
    if ! pgrep -x dockerd >/dev/null 2>&1; then
        say "starting dockerd in the background; it logs to $log"
        as_root sh -c "nohup dockerd >>$log 2>&1 </dev/null &"
        wait_for_answer "$patience" && return
    fi
    say "it does not answer after $patience s; the end of its log:"
    as_root tail -n 2 "$log" 2>/dev/null || say "no log at $log"
    exit 1
}

if answers && has_compose; then
    say "Docker $(docker version --format '{{.Server.Version}}') answers"
    exit 0
fi
install_packages
if ! as_root docker version >/dev/null 2>&1; then start; fi
if ! answers; then
    say "it runs, but this user may not use it: run sudo usermod -aG docker $(id -un), then log out and in"
    exit 1
fi
say "Docker $(docker version --format '{{.Server.Version}}') answers"
