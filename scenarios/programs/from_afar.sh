#!/bin/sh
# Connect to a server on another host: localhost fails, its name and its address work.
set -u

echo-client localhost "is anybody here?"
echo "status $?"
address=$(python3 -c 'import socket; print(socket.gethostbyname("server"))')
echo "I am $(hostname -i)"
ping -c 2 -i 0.2 -W 2 server && ping -c 1 -W 2 "$address" || exit
echo-client server "by name" && echo-client "$address" "by address"
