"""Looks at the screen of a desktop from inside its container, through Xlib: no more than Python is there.

It is given to the container's interpreter as it is, and told what to do by its arguments:

    shot TITLE            where the window of that title is, as below, on one line; then its pixels, four
                          bytes each: blue, green, red, none; the whole screen for an empty title
    place TITLE           where it is: {"x": ..., "y": ..., "width": ..., "height": ...}
    probe TITLE           how long the window takes to repaint, again and again, as JSON lines;
                          it says when it is ready, begins when it reads a line and ends at the next

The probe lays a window of one colour over all of the window and takes it away again. The X server then fills
what was covered with the background and sends Expose events; the program's event loop must take them in and
paint. The probe reads the pixels back until nothing is left of the colour and the window's still part, where
nothing changes during a download, is again what it was before. The time from taking the cover away to that
moment went through the X server, the event loop and the painting, and includes the reading of the pixels.
"""

from __future__ import annotations

import ctypes
import json
import select
import struct
import sys
import time

Z_PIXMAP = 2
ALL_PLANES = 0xFFFFFFFF
COVER = 0x12FE34  # no part of it is met where two pixels of other colours touch
PAUSE_S = 0.01
LONGEST_S = 3.0
MOST = 1000

x = ctypes.CDLL("libX11.so.6")
Window = ctypes.c_ulong
Handle = ctypes.c_void_p


class Attributes(ctypes.Structure):
    """Source: Xlib.h, XSetWindowAttributes."""

    _fields_ = [
        ("background_pixmap", ctypes.c_ulong),
        ("background_pixel", ctypes.c_ulong),
        ("border_pixmap", ctypes.c_ulong),
        ("border_pixel", ctypes.c_ulong),
        ("bit_gravity", ctypes.c_int),
        ("win_gravity", ctypes.c_int),
        ("backing_store", ctypes.c_int),
        ("backing_planes", ctypes.c_ulong),
        ("backing_pixel", ctypes.c_ulong),
        ("save_under", ctypes.c_int),
        ("event_mask", ctypes.c_long),
        ("do_not_propagate_mask", ctypes.c_long),
        ("override_redirect", ctypes.c_int),
        ("colormap", ctypes.c_ulong),
        ("cursor", ctypes.c_ulong),
    ]


class Image(ctypes.Structure):
    """The beginning of XImage. Source: Xlib.h."""

    _fields_ = [
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("xoffset", ctypes.c_int),
        ("format", ctypes.c_int),
        ("data", ctypes.POINTER(ctypes.c_char)),
        ("byte_order", ctypes.c_int),
        ("bitmap_unit", ctypes.c_int),
        ("bitmap_bit_order", ctypes.c_int),
        ("bitmap_pad", ctypes.c_int),
        ("depth", ctypes.c_int),
        ("bytes_per_line", ctypes.c_int),
        ("bits_per_pixel", ctypes.c_int),
    ]


Int, Number, At = ctypes.c_int, ctypes.c_uint, ctypes.POINTER
PLACE = [*[Int] * 2, *[Number] * 2]
SIGNATURES = {
    "XOpenDisplay": (Handle, [ctypes.c_char_p]),
    "XDefaultRootWindow": (Window, [Handle]),
    "XGetImage": (At(Image), [Handle, Window, *PLACE, ctypes.c_ulong, Int]),
    "XDestroyImage": (Int, [At(Image)]),
    "XSync": (Int, [Handle, Int]),
    "XMapRaised": (Int, [Handle, Window]),
    "XUnmapWindow": (Int, [Handle, Window]),
    "XFree": (Int, [Handle]),
    "XFetchName": (Int, [Handle, Window, At(ctypes.c_char_p)]),
    "XQueryTree": (Int, [Handle, Window, *[At(Window)] * 2, At(At(Window)), At(Number)]),
    "XGetGeometry": (Int, [Handle, Window, At(Window), *[At(Int)] * 2, *[At(Number)] * 4]),
    "XTranslateCoordinates": (Int, [Handle, Window, Window, *[Int] * 2, *[At(Int)] * 2, At(Window)]),
    "XCreateWindow": (
        Window,
        [Handle, Window, *PLACE, Number, Int, Number, Handle, ctypes.c_ulong, At(Attributes)],
    ),
}
"""What is called of Xlib, with results and arguments. Source: Xlib.h."""

for name, (result, arguments) in SIGNATURES.items():
    getattr(x, name).restype = result
    getattr(x, name).argtypes = arguments


class Screen:
    """The screen that DISPLAY names."""

    def __init__(self) -> None:
        self.display = x.XOpenDisplay(None)
        if not self.display:
            sys.exit("there is no screen")
        self.root = int(x.XDefaultRootWindow(self.display))

    def children(self, window: int) -> list[int]:
        root, parent, count = Window(), Window(), Number()
        found = At(Window)()
        told = map(ctypes.byref, (root, parent, found, count))
        x.XQueryTree(self.display, window, *told)
        windows = [int(found[place]) for place in range(count.value)]
        x.XFree(found)
        return windows

    def title(self, window: int) -> str:
        text = ctypes.c_char_p()
        x.XFetchName(self.display, window, ctypes.byref(text))
        return (text.value or b"").decode("latin-1")

    def find(self, title: str) -> int:
        """Find the first window of a title, however deep a window manager has put it; the root for none."""
        todo: list[int] = [self.root]
        while todo and title:
            window = todo.pop(0)
            if window != self.root and self.title(window) == title:
                return window
            todo += self.children(window)
        if title:
            sys.exit(f'there is no window "{title}"')
        return int(self.root)

    def place(self, window: int) -> tuple[int, int, int, int]:
        """Return where a window is on the screen, and how large."""
        numbers, sizes = [Int(), Int()], [Number() for _ in range(4)]
        root, child = Window(), Window()
        x.XGetGeometry(self.display, window, *map(ctypes.byref, (root, *numbers, *sizes)))
        x.XTranslateCoordinates(self.display, window, self.root, 0, 0, *map(ctypes.byref, (*numbers, child)))
        return numbers[0].value, numbers[1].value, sizes[0].value, sizes[1].value

    def pixels(self, place: tuple[int, int, int, int]) -> bytes:
        """Read a part of the screen, four bytes a pixel: blue, green, red, none."""
        image = x.XGetImage(self.display, self.root, *place, ALL_PLANES, Z_PIXMAP)
        if not image:
            sys.exit("a part of the window is off the screen")
        content = image.contents
        taken = ctypes.string_at(content.data, content.bytes_per_line * content.height)
        x.XDestroyImage(image)
        return taken

    def cover(self, place: tuple[int, int, int, int]) -> int:
        """Make a window of one colour that no window manager touches; it is not shown yet."""
        wishes = Attributes(background_pixel=COVER, override_redirect=1)
        chosen = (1 << 1) | (1 << 9)  # Source: X.h, CWBackPixel and CWOverrideRedirect
        return int(
            x.XCreateWindow(self.display, self.root, *place, 0, 0, 0, None, chosen, ctypes.byref(wishes))
        )

    def sync(self) -> None:
        x.XSync(self.display, 0)


def probe(screen: Screen, window: int) -> None:
    """Cover and uncover the window until told to end, and tell how long each repaint took."""
    place = screen.place(window)
    still = (place[0], place[1], place[2], place[3] // 2)  # the fields; below them things move
    cover, colour = screen.cover(place), struct.pack("<I", COVER)[:3]
    wanted = screen.pixels(still)
    for _ in range(MOST):
        x.XMapRaised(screen.display, cover)
        screen.sync()
        time.sleep(PAUSE_S)
        covered = screen.pixels(place)[:3] == colour
        began = time.monotonic()
        x.XUnmapWindow(screen.display, cover)
        screen.sync()
        looks, done = 0, False
        while not done and time.monotonic() - began < LONGEST_S:
            looks += 1
            time.sleep(0.001)  # the processor is there for the window too
            done = screen.pixels(still) == wanted and colour not in screen.pixels(place)
        took = time.monotonic() - began
        print(
            json.dumps({"clock": began, "took": took, "looks": looks, "covered": covered, "done": done}),
            flush=True,
        )
        if select.select([sys.stdin], [], [], PAUSE_S)[0]:
            break


def main() -> None:
    action, title = sys.argv[1], sys.argv[2]
    screen = Screen()
    window = screen.find(title)
    place = screen.place(window)
    told = json.dumps(dict(zip(("x", "y", "width", "height"), place, strict=True)))
    if action == "shot":
        sys.stdout.buffer.write(f"{told}\n".encode() + screen.pixels(place))
    elif action == "place":
        print(told)
    else:
        print("ready", flush=True)
        sys.stdin.readline()
        probe(screen, window)


main()
