#!/bin/sh
# Request twelve things that a file server must refuse; print for each whether it did and no file was kept.
set -u

try() { # OPTIONS...
    getfile -mode client -host server "$@" -output got
    status=$?
    kept=$(ls -A)
    if test $status = 1 && test -z "$kept"; then
        echo refused
    else
        echo "status $status, and $kept"
    fi
}

mkdir empty && cd empty || exit
try -file ../secret.txt
try -file folder/../../secret.txt
try -file /tmp/secret.txt
try -file link
try -file tunnel/secret.txt
try -file inside
try -file folder
try -file fifo
try -file socket
try -file unreadable.txt
try -file missing
try -file null -port 50002
