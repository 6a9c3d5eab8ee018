#!/bin/sh
# Succeed when 50007 over TCP and UDP and 50001 over TCP are there: in the kernel's tables, in hexadecimal.
test "$(cat /proc/net/tcp /proc/net/udp | grep -c ':\(C357\|C351\) 00000000:0000')" = 3
