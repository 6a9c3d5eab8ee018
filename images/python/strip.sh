#!/bin/sh
# Reduce a distribution with Python to what a socket program and a user in a shell need.
# Runs as root inside the file system to be stripped; both ways of making the base use it.
set -eu

stdlib=$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
prefix=$(python3 -c 'import sys; print(sys.prefix)')

# In addition to Python: ping, and the library with which a scenario changes a host's clock. A base made from the
# package mirror has them already; for the official image they come from its distribution's archive.
if ! command -v ping >/dev/null || ! ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1; then
    apt-get update -q
    apt-get install -q -y --no-install-recommends iputils-ping libfaketime
fi

# libfaketime 0.9.10 mishandles clock_nanosleep for an absolute time on CLOCK_MONOTONIC, which is how Python sleeps
# since 3.11: it adds the time of the library's own start, and the call fails or never returns. The C library's
# function is right, so the name of libfaketime's is changed in .dynstr, and the dynamic linker does not find it.
python3 - /usr/lib/*/faketime/libfaketime*.so.1 <<'PYTHON'
import sys
for path in sys.argv[1:]:
    with open(path, "r+b") as library:
        at = library.read().find(b"\0clock_nanosleep\0")
        if at > 0:
            library.seek(at + 1)
            library.write(b"C")
PYTHON

# The licences stay; manuals, translations, time zones, character set converters and caches are removed.
find /usr/share/doc -type f ! -name copyright -delete
find /usr/share/doc -depth \( -type l -o -type d -empty \) -delete
rm -rf /usr/share/man /usr/local/share/man /usr/share/info /usr/share/locale /usr/share/i18n \
    /usr/share/zoneinfo /usr/share/lintian /usr/share/bash-completion /usr/share/bug \
    /usr/lib/*/gconv /usr/lib/locale/*-* /var/lib/apt/lists/* /var/cache/* /var/log/*

# Only the package tools use Perl, and nothing runs them once the base is complete.
rm -rf /usr/bin/perl* /usr/lib/*/perl* /usr/share/perl*

# The parts of Python that serve development, teaching and graphics.
for part in ensurepip idlelib lib2to3 pydoc_data test tests tkinter turtledemo distutils \
    turtle.py lib-dynload/_tkinter* config-*; do
    # shellcheck disable=SC2086 # the pattern is meant to expand
    rm -rf "${stdlib:?}"/$part
done
rm -rf "$stdlib"/site-packages/* "$prefix"/include
rm -f "$prefix"/bin/pip* "$prefix"/bin/idle* "$prefix"/bin/pydoc* "$prefix"/bin/2to3* "$prefix"/bin/wheel*

# With a read-only root Python cannot cache what it compiles, so everything is compiled here. The
# files never change after this: trusting them unchecked saves two system calls for each import.
find "$stdlib" -name __pycache__ -prune -exec rm -rf {} +
python3 -m compileall -q --invalidation-mode unchecked-hash "$stdlib"

# A host needs no program that raises its privileges.
find / -xdev -type f -perm /6000 -exec chmod a-s {} +
# A copy has none of a file's capabilities, which a host without them could not even start.
cp /usr/bin/ping /usr/bin/ping.plain
mv /usr/bin/ping.plain /usr/bin/ping
