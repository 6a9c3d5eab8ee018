#!/bin/sh
# Run server and client on one host: they connect at localhost.
set -u

python3 -m services.servers.echo_server &
server=$!
until python3 -m services.lab.listening 50007; do sleep 0.1; done
echo-client localhost "from next door"
status=$?
kill $server
exit $status
