#!/bin/sh
# Say a hundred thousand letters in one message. Usage: long_message.sh HOST
set -eu

head -c 100000 /dev/zero | tr '\0' a | echo-client "$1" - >/dev/null
