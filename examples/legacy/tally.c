/* Counts: each line that a client sends is answered with the number of lines received so far, from all clients.
 * One process, one poll loop, no allocation.
 *
 * Source: poll(2), accept(2), POSIX.1-2017.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PORT = 4000, MOST = 64 };

static volatile sig_atomic_t over;

static void end(int number) {
    (void)number;
    over = 1;
}

static int listening(void) {
    int server = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    if (server < 0 || setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0 ||
        bind(server, (struct sockaddr *)&address, sizeof address) < 0 || listen(server, MOST) < 0) {
        perror("tally");
        exit(1);
    }
    return server;
}

/* Answers each complete line of what a client sent; returns whether the connection goes on. */
static int answer(int client, unsigned long *lines) {
    char content[4096], reply[32];
    ssize_t length = read(client, content, sizeof content);
    for (ssize_t at = 0; at < length; at++) {
        if (content[at] != '\n')
            continue;
        int size = snprintf(reply, sizeof reply, "%lu\n", ++*lines);
        if (write(client, reply, (size_t)size) != size)
            return 0;
    }
    return length > 0;
}

int main(void) {
    struct pollfd ready[1 + MOST] = {{.fd = listening(), .events = POLLIN}};
    struct sigaction ending = {.sa_handler = end};
    unsigned long lines = 0;
    int used = 1;
    sigaction(SIGTERM, &ending, NULL);
    signal(SIGPIPE, SIG_IGN);
    puts("tallying");
    fflush(stdout);
    while (!over) {
        ready[0].events = used <= MOST ? POLLIN : 0;
        if (poll(ready, (nfds_t)used, -1) < 0 && errno != EINTR)
            return 1;
        for (int at = used - 1; at > 0 && !over; at--) {
            if (ready[at].revents && !answer(ready[at].fd, &lines)) {
                close(ready[at].fd);
                ready[at] = ready[--used];
            }
        }
        if (ready[0].revents & POLLIN && used <= MOST) {
            int client = accept(ready[0].fd, NULL, NULL);
            if (client >= 0)
                ready[used++] = (struct pollfd){.fd = client, .events = POLLIN};
        }
    }
    printf("%lu lines\n", lines);
    return 0;
}
