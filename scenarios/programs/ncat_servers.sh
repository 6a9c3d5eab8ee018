#!/bin/sh
# Servers made of ncat: an echo over TCP and over UDP, and a file server.
ncat -lk 50007 -e /bin/cat &
ncat -lku 50007 -e /bin/cat &
ncat -lk 50001 -c "sh /lab/send_file.sh" &
wait
