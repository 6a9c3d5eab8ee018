#!/bin/sh
# Call a server by its address.
set -eu

address=$(python3 -c 'import socket; print(socket.gethostbyname("server"))')
echo "calling $address"
exec echo-client "$address" "by number"
