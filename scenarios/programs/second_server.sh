#!/bin/sh
# Start an echo server, and a second one on the same port; end with the status of the second.
set -u

python3 -m services.servers.echo_server &
first=$!
until python3 -m services.lab.listening 50007; do sleep 0.1; done
python3 -m services.servers.echo_server
status=$?
kill $first
exit $status
