#!/bin/sh
# Send a hundred thousand letters in one message and compare the reply. Usage: long_message.sh HOST
set -eu

message=$(head -c 100000 /dev/zero | tr '\0' a)
reply=$(echo "$message" | echo-client "$1" - | sed -n "s/^Client received: '\(.*\)'\$/\1/p" | tr -d '\n' | sed 's/Echo=>//g')
if [ "$reply" = "$message" ]; then
    echo "the reply is complete"
else
    echo "sent ${#message} letters and got ${#reply}"
fi
