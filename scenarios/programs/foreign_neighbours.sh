#!/bin/sh
# Connect to ncat or socat at a Unix-domain socket on the same host. Usage: ncat|socat NUMBER
set -eu

case $1 in
    ncat) ncat -lkU /tmp/echo.sock -e /bin/cat & ;;
    socat) socat UNIX-LISTEN:/tmp/echo.sock,fork EXEC:cat & ;;
esac
until test -S /tmp/echo.sock; do sleep 0.05; done
printf 'first of %s\nsecond of %s\n' "$2" "$2" | unix-echo-client -
