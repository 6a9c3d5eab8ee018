#!/bin/sh
# Lose the server during a transfer, and print which files exist.
set -u

mkdir fetched && cd fetched || exit
python3 /lab/pausing_getfile.py -mode client -file lab/big.bin -host doomed
echo "status $?, and there is: $(ls -A)"
