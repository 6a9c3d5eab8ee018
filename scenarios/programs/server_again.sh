#!/bin/sh
# Run an echo server until something kills it, start another at once, and say how that one ended.
set -u

python3 -m services.servers.echo_server &
echo $! >/tmp/server
wait
python3 -m services.servers.echo_server &
wait $! || echo "the second server ended with status $?"
exec sleep 60
