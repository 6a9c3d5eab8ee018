#!/bin/sh
# Run a Unix-domain server, and once it is ready let a client of another author call it. Usage: ncat|socat
set -eu

unix-echo-server >/tmp/server.out 2>/dev/null &
until grep -q ready /tmp/server.out; do sleep 0.05; done
case $1 in
    ncat) printf 'ncat says hello' | ncat -U /tmp/echo.sock ;;
    socat) printf 'socat says hello' | socat -t 20 - UNIX-CONNECT:/tmp/echo.sock ;;
esac
