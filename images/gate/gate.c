/* The gate for any image: a client waits here until one line releases a whole fleet, then becomes its program.
 *
 * A run puts this program in front of a client's own command, in any image: it is static, needs no shell, no
 * files and no rights. It says that it waits, and reads one line from its standard input, byte by byte, so that
 * what follows is the program's:
 *
 *     8123.250000000 9c6f...
 *
 * The first word is a moment on CLOCK_MONOTONIC, in seconds with nine decimals; all containers of one kernel
 * share that clock. The second is a key of 32 bytes in hexadecimal. The gate sleeps until the moment, says
 * "released" and executes the command, which so becomes the container's first process, as it is without a gate.
 * Where it cannot be executed, the gate says why and exits with 127.
 *
 * What it says goes to standard error, one JSON line each (see socketlab/record/journal.py). After the release
 * each line is sealed: its last member is a BLAKE2b digest of the rest, keyed with the key. The program cannot
 * know the key: it has been read from the pipe, and execve leaves nothing of this process's memory. The wall
 * clock in "released" is what the engine's time of the container's end is compared with.
 *
 * Source: execve(2), "Effect on process attributes"; time_namespaces(7) on CLOCK_MONOTONIC; pid_namespaces(7)
 * on signals of process 1; RFC 7693 for BLAKE2b.
 */

#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum {
    CLOSED_BEFORE_RELEASE = 125, /* as services/lab/gate.py */
    COMMAND_NOT_FOUND = 127,     /* POSIX, Shell Command Language, 2.8.2 */
    KEY_BYTES = 32,
    SEAL_BYTES = 16,
    BLOCK_BYTES = 128,
    LONGEST_LINE = 256,
    LONGEST_NOTE = 1024,
    LONGEST_NAME = 200,
};

/* BLAKE2b: RFC 7693, 2.6, 2.7, 3.1 to 3.3 and 2.9 for the key. */

static const uint64_t INITIAL[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

static const uint8_t SIGMA[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

static uint64_t rotated(uint64_t word, int bits) { return (word >> bits) | (word << (64 - bits)); }

static void mix(uint64_t v[16], const uint8_t at[4], uint64_t x, uint64_t y) {
    uint64_t *a = &v[at[0]], *b = &v[at[1]], *c = &v[at[2]], *d = &v[at[3]];
    *a += *b + x;
    *d = rotated(*d ^ *a, 32);
    *c += *d;
    *b = rotated(*b ^ *c, 24);
    *a += *b + y;
    *d = rotated(*d ^ *a, 16);
    *c += *d;
    *b = rotated(*b ^ *c, 63);
}

static void compress(uint64_t h[8], const uint8_t block[BLOCK_BYTES], uint64_t counted, int last) {
    static const uint8_t AT[8][4] = {
        {0, 4, 8, 12}, {1, 5, 9, 13}, {2, 6, 10, 14}, {3, 7, 11, 15},
        {0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13}, {3, 4, 9, 14},
    };
    uint64_t m[16] = {0}, v[16];
    for (int i = 0; i < BLOCK_BYTES; i++) {
        m[i / 8] |= (uint64_t)block[i] << (8 * (i % 8));
    }
    for (int i = 0; i < 8; i++) {
        v[i] = h[i];
        v[i + 8] = INITIAL[i];
    }
    v[12] ^= counted;
    v[14] = last ? ~v[14] : v[14];
    for (int round = 0; round < 12; round++) {
        const uint8_t *order = SIGMA[round % 10];
        for (int i = 0; i < 8; i++) {
            mix(v, AT[i], m[order[2 * i]], m[order[2 * i + 1]]);
        }
    }
    for (int i = 0; i < 8; i++) {
        h[i] ^= v[i] ^ v[i + 8];
    }
}

static void seal(const uint8_t key[KEY_BYTES], const char *text, size_t size, char hex[2 * SEAL_BYTES + 1]) {
    uint64_t h[8];
    uint8_t block[BLOCK_BYTES] = {0};
    memcpy(h, INITIAL, sizeof h);
    h[0] ^= 0x01010000 ^ (KEY_BYTES << 8) ^ SEAL_BYTES;
    memcpy(block, key, KEY_BYTES);
    compress(h, block, BLOCK_BYTES, size == 0);
    for (size_t done = 0; done < size;) {
        size_t part = size - done < BLOCK_BYTES ? size - done : BLOCK_BYTES;
        memset(block, 0, sizeof block);
        memcpy(block, text + done, part);
        done += part;
        compress(h, block, BLOCK_BYTES + done, done == size);
    }
    for (int i = 0; i < SEAL_BYTES; i++) {
        snprintf(hex + 2 * i, 3, "%02x", (unsigned)((h[i / 8] >> (8 * (i % 8))) & 0xff));
    }
}

/* Notes. */

static struct timespec now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time;
}

/* One line on standard error, sealed if there is a key; a closed pipe does not stop the program. */
static void say(const char *event, struct timespec clock, const char *more, const uint8_t *key) {
    char note[LONGEST_NOTE], hex[2 * SEAL_BYTES + 1];
    int size = snprintf(note, sizeof note - sizeof hex - 16,
                        "{\"socketlab\": 1, \"event\": \"%s\", \"clock\": %lld.%09ld, \"role\": \"gate\"%s}",
                        event, (long long)clock.tv_sec, clock.tv_nsec, more);
    if (key != NULL) {
        seal(key, note, (size_t)size, hex);
        size += sprintf(note + size - 1, ", \"seal\": \"%s\"}", hex) - 1;
    }
    note[size++] = '\n';
    ssize_t written = write(STDERR_FILENO, note, (size_t)size);
    (void)written;
}

/* A text as it may stand in JSON: what would need an escape becomes a question mark. */
static void say_trouble(const char *name, const char *reason, const uint8_t *key) {
    char more[2 * LONGEST_NAME + 64];
    snprintf(more, sizeof more, ", \"code\": %d, \"trouble\": \"%.*s: %c%s\"", COMMAND_NOT_FOUND,
             LONGEST_NAME, name, tolower((unsigned char)reason[0]), reason + 1);
    char *text = strstr(more, "trouble\": \"") + strlen("trouble\": \"");
    for (char *end = text + strlen(text) - 1; text < end; text++) {
        if (*text < ' ' || *text > '~' || *text == '"' || *text == '\\') {
            *text = '?';
        }
    }
    say("exit", now(CLOCK_MONOTONIC), more, key);
}

/* The order. */

struct order {
    struct timespec moment;
    uint8_t key[KEY_BYTES];
};

static int nibble(char digit) {
    const char *digits = "0123456789abcdef", *found = digit ? strchr(digits, digit) : NULL;
    return found ? (int)(found - digits) : -1;
}

/* Digits, and what follows them; an error leaves the text as it is. */
static long long number(char **text) {
    long long value = 0;
    for (int digits = 0; **text >= '0' && **text <= '9' && digits < 12; digits++) {
        value = 10 * value + (*(*text)++ - '0');
    }
    return value;
}

static int parse(char *line, struct order *order) {
    char *text = line, *fraction;
    order->moment.tv_sec = (time_t)number(&text);
    if (text == line || *text++ != '.') {
        return -1;
    }
    fraction = text;
    order->moment.tv_nsec = (long)number(&text);
    if (text - fraction != 9 || *text++ != ' ' || strlen(text) != 2 * KEY_BYTES) {
        return -1;
    }
    for (int i = 0; i < KEY_BYTES; i++, text += 2) {
        int high = nibble(text[0]), low = nibble(text[1]);
        if (high < 0 || low < 0) {
            return -1;
        }
        order->key[i] = (uint8_t)(high << 4 | low);
    }
    return 0;
}

/* The line, byte by byte: what follows is not the gate's. */
static int read_order(struct order *order) {
    char line[LONGEST_LINE] = {0};
    for (size_t size = 0; size < sizeof line - 1;) {
        ssize_t got = read(STDIN_FILENO, line + size, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got != 1) {
            return -1;
        }
        if (line[size] == '\n') {
            line[size] = '\0';
            break;
        }
        size++;
    }
    if (parse(line, order) != 0) {
        fputs("gate: the line on standard input is not a release order\n", stderr);
        return -1;
    }
    return 0;
}

/* Process 1 gets no signal that it has no handler for; execve takes the handlers away again. */
static void leave(int number) { _exit(128 + number); }

static void leave_when_asked(void) {
    static const int ASKING[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
    struct sigaction action = {.sa_handler = leave};
    for (size_t i = 0; i < sizeof ASKING / sizeof ASKING[0]; i++) {
        sigaction(ASKING[i], &action, NULL);
    }
}

int main(int count, char **arguments) {
    struct order order;
    leave_when_asked();
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* what else runs in the container does not see the key */
    say("waiting", now(CLOCK_MONOTONIC), "", NULL);
    if (read_order(&order) != 0) {
        return CLOSED_BEFORE_RELEASE;
    }
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &order.moment, NULL) == EINTR) {
    }
    struct timespec wall = now(CLOCK_REALTIME);
    char more[64];
    snprintf(more, sizeof more, ", \"wall\": %lld.%09ld", (long long)wall.tv_sec, wall.tv_nsec);
    say("released", now(CLOCK_MONOTONIC), more, order.key);
    const char *name = count > 1 ? arguments[1] : "no command";
    if (count > 1) {
        execvp(name, arguments + 1);
    } else {
        errno = ENOENT;
    }
    const char *reason = strerror(errno);
    fprintf(stderr, "gate: cannot run \"%s\": %s\n", name, reason);
    say_trouble(name, reason, order.key);
    return COMMAND_NOT_FOUND;
}
