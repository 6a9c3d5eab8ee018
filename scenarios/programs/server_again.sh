#!/bin/sh
# Run an echo server until it is killed, start another at once, and print how that one ended.
set -u

python3 -m services.servers.echo_server &
echo $! >/tmp/server
wait
python3 -m services.servers.echo_server &
wait $! || echo "the second server ended with status $?"
exec sleep 60
