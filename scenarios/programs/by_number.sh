#!/bin/sh
# Call a server by its address. Usage: by_number.sh HOST
set -eu

address=$(python3 -c 'import socket, sys; print(socket.gethostbyname(sys.argv[1]))' "$1")
echo "calling $address"
exec echo-client "$address" "by number"
