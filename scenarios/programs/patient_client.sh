#!/bin/sh
# Lose the server during a transfer, keep the received part, and fetch the rest when the server is back.
set -u

python3 /lab/pausing_getfile.py -mode client -file lab/big.bin -resume -host restarted
echo "status $?, and there is: $(ls big*)"
kept=$(stat -c %s big.bin.part)

export SOCKETLAB_JOURNAL=journal
until getfile -timeout 1 -mode client -file lab/big.bin -resume -host restarted; do sleep 0.1; done
brought=$(sed -n 's/.*"received".*"size": \([0-9]*\).*/\1/p' journal)
echo "kept $kept bytes, and $brought more are $((kept + brought)), and there is: $(ls big*)"
