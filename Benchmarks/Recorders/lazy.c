// SPDX-License-Identifier: Apache-2.0
// The floor that recorders are measured against: reads every connection each 250 ms and writes what it read to a file.
//
// usage: lazy PORT FOLDER
//
// It answers just enough of RTMP for a publisher to begin (handshake, connect, createStream, publish), and parses
// nothing after that. No recorder that understands its input and answers in time can do less per byte.

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TICK_NANOSECONDS = 250000000, BATCH = 256 * 1024, HANDSHAKE = 1536, COMMANDS = 64 * 1024 };

struct connection {
    int socket;
    int name;            // its number, and its file's
    int file;            // -1 until it publishes
    char *commands;      // what came before publish; freed then
    size_t length;
    size_t answered;     // bytes of it that were looked at
    int greeted;         // S0, S1 and S2 were sent
};

static char batch[BATCH];
static volatile sig_atomic_t stopping;

static void stop(int signal) {
    (void)signal;
    stopping = 1;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void put(int fd, const void *bytes, size_t count) {
    // A publisher's socket has room for these few bytes, and a file takes them all.
    if (write(fd, bytes, count) != (ssize_t)count) fail("write");
}

// An AMF0 command as one chunk of message type 20 on chunk stream 3, its transaction's number copied from the request.
static void answer(int socket, const char *name, const char *number, const unsigned char *rest, size_t count) {
    unsigned char message[128 + 12] = {3, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0};
    size_t length = 12, characters = strlen(name);
    message[length++] = 2;
    message[length++] = 0;
    message[length++] = (unsigned char)characters;
    memcpy(message + length, name, characters);
    length += characters;
    memcpy(message + length, number, 9);
    length += 9;
    memcpy(message + length, rest, count);
    length += count;
    message[6] = (unsigned char)(length - 12);
    put(socket, message, length);
}

// The command of this name: where its transaction's number begins. Names stand at the front of their message, so that no
// chunk header parts them from their number.
static const char *find(struct connection *it, const char *name) {
    size_t characters = strlen(name);
    char marked[32] = {2, 0, (char)characters};
    memcpy(marked + 3, name, characters);
    char *from = it->commands + it->answered;
    char *found = memmem(from, it->length - it->answered, marked, characters + 3);
    if (!found || found + characters + 12 > it->commands + it->length) return NULL;
    it->answered = (size_t)(found - it->commands) + characters + 12;
    return found + characters + 3;
}

static const unsigned char SUCCESS[] = "\x05\x03\x00\x04" "code\x02\x00\x1d" "NetConnection.Connect.Success"
    "\x00\x05" "level\x02\x00\x06" "status\x00\x00\x09";
static const unsigned char STREAM_ONE[] = {5, 0, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0};
static const unsigned char STARTED[] = "\x05\x03\x00\x04" "code\x02\x00\x17" "NetStream.Publish.Start"
    "\x00\x05" "level\x02\x00\x06" "status\x00\x00\x09";

// Whether the connection publishes now.
static int talk(struct connection *it) {
    const char *number;
    if (!it->greeted) {
        if (it->length < 1 + HANDSHAKE) return 0;
        char greeting[1 + 2 * HANDSHAKE] = {3};
        memcpy(greeting + 1 + HANDSHAKE, it->commands + 1, HANDSHAKE);
        put(it->socket, greeting, sizeof greeting);
        it->greeted = 1;
        it->answered = 1 + HANDSHAKE;
    }
    if ((number = find(it, "connect"))) answer(it->socket, "_result", number, SUCCESS, sizeof SUCCESS - 1);
    if ((number = find(it, "createStream"))) answer(it->socket, "_result", number, STREAM_ONE, sizeof STREAM_ONE);
    if (!(number = find(it, "publish"))) return 0;
    answer(it->socket, "onStatus", number, STARTED, sizeof STARTED - 1);
    return 1;
}

// Whether the connection goes on.
static int look(struct connection *it, const char *folder) {
    for (;;) {
        char *into = it->commands ? it->commands + it->length : batch;
        size_t room = it->commands ? COMMANDS - it->length : BATCH;
        ssize_t count = room ? read(it->socket, into, room) : 0;
        if (count < 0) return errno == EAGAIN || errno == EINTR;
        if (count == 0) return 0;
        if (!it->commands) {
            put(it->file, batch, (size_t)count);
        } else {
            it->length += (size_t)count;
            if (talk(it)) {
                char path[4096];
                snprintf(path, sizeof path, "%s/%d.rtmp", folder, it->name);
                it->file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
                if (it->file < 0) fail(path);
                put(it->file, it->commands, it->length);
                free(it->commands);
                it->commands = NULL;
            }
        }
        // Less than there was room for: all is read, and asking again would be a call for nothing.
        if ((size_t)count < room) return 1;
    }
}

int main(int argc, char **argv) {
    if (argc != 3) return fprintf(stderr, "usage: lazy PORT FOLDER\n"), 2;
    struct sigaction ending = {.sa_handler = stop}, ignoring = {.sa_handler = SIG_IGN};
    sigaction(SIGTERM, &ending, NULL);
    sigaction(SIGPIPE, &ignoring, NULL);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    struct connection *all = calloc(files.rlim_max, sizeof *all);
    if (!all) fail("calloc");

    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1, count = 0, names = 0;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1]))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) fail("listen");

    struct timespec tick;
    clock_gettime(CLOCK_MONOTONIC, &tick);
    while (!stopping) {
        for (int socket; (socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
            all[count] = (struct connection){.socket = socket, .name = names++, .file = -1, .commands = malloc(COMMANDS)};
            if (!all[count++].commands) fail("malloc");
        }
        for (int index = 0; index < count;) {
            if (look(&all[index], argv[2])) {
                index++;
                continue;
            }
            close(all[index].socket);
            if (all[index].file >= 0) close(all[index].file);
            free(all[index].commands);
            all[index] = all[--count];
        }
        tick.tv_nsec += TICK_NANOSECONDS;
        if (tick.tv_nsec >= 1000000000) {
            tick.tv_nsec -= 1000000000;
            tick.tv_sec++;
        }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &tick, NULL);
    }
    return 0;
}
