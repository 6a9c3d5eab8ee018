#!/bin/sh
# Servers made of socat: an echo over TCP and over UDP, and a file server.
socat TCP-LISTEN:50007,fork,reuseaddr EXEC:cat &
socat UDP-RECVFROM:50007,fork EXEC:cat &
socat TCP-LISTEN:50001,fork,reuseaddr EXEC:'sh /lab/send_file.sh' &
wait
