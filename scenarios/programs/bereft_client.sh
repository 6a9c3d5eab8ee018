#!/bin/sh
# Lose the server in the middle of a file, and say what is left of it.
set -u

mkdir fetched && cd fetched || exit
python3 /lab/pausing_getfile.py -mode client -file lab/big.bin -host doomed
echo "status $?, and there is: $(ls -A)"
