#!/bin/sh
# A file server's conversation, on standard input and output: a path comes in, the file goes out.
read -r path
case $path in
    /srv/lab/*) cat "$path" ;;
esac
