#!/bin/sh
# Start a Unix-domain server, connect, stop it, and check that it leaves no socket behind. Usage: NUMBER
set -eu

unix-echo-server >/tmp/server.out 2>/dev/null &
until grep -q ready /tmp/server.out; do sleep 0.05; done
unix-echo-client "first of $1" "second of $1"
kill $!
wait $!
cat /tmp/server.out
test ! -e /tmp/echo.sock
