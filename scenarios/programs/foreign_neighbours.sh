#!/bin/sh
# Call a server of another author at a path, where both must be on one host. Usage: ncat|socat NUMBER
set -eu

case $1 in
    ncat) ncat -lkU /tmp/echo.sock -e /bin/cat & ;;
    socat) socat UNIX-LISTEN:/tmp/echo.sock,fork EXEC:cat & ;;
esac
until test -S /tmp/echo.sock; do sleep 0.05; done
printf 'first of %s\nsecond of %s\n' "$2" "$2" | unix-echo-client -
