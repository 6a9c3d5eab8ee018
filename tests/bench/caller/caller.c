/* A client that needs next to nothing to start: it looks a name up, connects, sends one byte and reads the reply. */

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char **arguments) {
    struct addrinfo wanted = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
    char reply[256];
    if (count != 3 || getaddrinfo(arguments[1], arguments[2], &wanted, &found) != 0) {
        fputs("caller: usage: caller HOST PORT\n", stderr);
        return 2;
    }
    int server = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
    if (connect(server, found->ai_addr, found->ai_addrlen) != 0) {
        perror("caller: connect");
        return 1;
    }
    return write(server, "x", 1) == 1 && read(server, reply, sizeof reply) > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
