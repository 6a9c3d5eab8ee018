#!/bin/sh
# Serve a folder in which most names must be refused; a secret file is next to it.
# Two more servers: of /dev on port 50002, and one on port 50003 that sends any file it can read.
set -eu

mkdir -p /tmp/srv/folder
cd /tmp/srv
echo secret >/tmp/secret.txt
echo served >folder/file.txt
echo private >unreadable.txt
chmod 0 unreadable.txt
mkfifo fifo
ln -s /tmp/secret.txt link
ln -s /tmp tunnel
ln -s folder/file.txt inside
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'

SOCKETLAB_JOURNAL='' python3 -m services.files.getfile -mode server -root /dev -port 50002 &
SOCKETLAB_JOURNAL='' python3 -m services.files.getfile -mode server -anywhere -port 50003 &
until python3 -m services.lab.listening 50002 50003 >/dev/null; do sleep 0.05; done
exec python3 -m services.files.getfile -mode server -root /tmp/srv
