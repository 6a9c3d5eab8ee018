#!/bin/sh
# Fill in the windows of the course with real key presses, and wait for the files that they fetch.
# Alt and a letter take the cursor to a field and select what is in it: the text typed next replaces it.
set -eu

keys() { # TITLE KEYS...
    title=$1
    shift
    xdotool search --sync --onlyvisible --name "^$title\$" windowfocus --sync
    xdotool "$@"
}

fetched() { # FILE
    for _ in $(seq 200); do
        test -e "$1" && return
        sleep 0.05
    done
    echo "$1 has not come"
    exit 1
}

mkdir packed grid class

# This one is opened by the panel; the other ones once it is done with.
keys getfilegui key alt+f type --args 1 lab/page.bin
keys getfilegui key alt+l type --args 1 class key Return
fetched class/page.bin

(cd packed && exec python3 -m services.windows.getfile_gui_1) &
keys getfilegui-1 key alt+s type --args 1 server
keys getfilegui-1 key alt+f type --args 1 lab/page.bin key Return
fetched packed/page.bin

(cd grid && exec python3 -m services.windows.getfile_gui_2) &
keys getfilegui-2 key alt+s type --args 1 server
keys getfilegui-2 key alt+f type --args 1 lab/page.bin key Return
fetched grid/page.bin

python3 -m services.windows.form &
keys form key alt+n type --args 1 Bob
keys form key Return key Escape
wait $!

echo Colour Taste | python3 -m services.windows.form --dynamic &
keys form key alt+t type --args 1 sour
keys form key Return
wait $!
