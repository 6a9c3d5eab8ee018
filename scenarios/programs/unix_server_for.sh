#!/bin/sh
# Run a Unix-domain server, and connect to it with ncat or socat once it is ready. Usage: ncat|socat
set -eu

unix-echo-server >/tmp/server.out 2>/dev/null &
until grep -q ready /tmp/server.out; do sleep 0.05; done
case $1 in
    ncat) printf 'ncat says hello' | ncat -U /tmp/echo.sock ;;
    socat) printf 'socat says hello' | socat -t 20 - UNIX-CONNECT:/tmp/echo.sock ;;
esac
