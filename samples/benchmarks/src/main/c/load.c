/*
 * Load for WebSocket servers at little cost: one thread, epoll, every frame masked with a key of its
 * own, every byte that comes back checked. Reads the server's CPU time itself, so that the figure and
 * the count belong to the same window. Prints one line of JSON. Linux only.
 *
 *   load echo|fanout|handshake|idle --port P [--path /echo] [--connections 64] [--in-flight 1]
 *        [--bytes 128] [--seconds 4] [--settle 0.3] [--pid SERVER] [--tokens FILE] [--fresh 1]
 *        [--addresses 1] [--at-least 0]
 *
 * With --at-least the slice goes on till so many messages came back, but at most ten times as long:
 * for warming up.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "measure.h"
#include "wire.h"

enum mode { ECHO, FANOUT, HANDSHAKE, IDLE };
enum state { CONNECTING, UPGRADING, OPEN, CLOSING, GONE };

#define AT_ONCE 32 /* handshakes in progress at a time */
#define STALL_NS 10000000000ull

struct link {
  int fd;
  enum state state;
  struct reader reader;
  uint32_t sent;
  uint32_t due; /* messages to send when this read is worked off */
  uint64_t *sent_at;
  uint64_t began;
  uint8_t *pending; /* what the socket did not take */
  size_t pending_length, pending_at;
  char *head;
  size_t head_length;
};

static enum mode mode;
static const char *path = "/echo";
static int port, pid, connections = 64, in_flight = 1, addresses = 1, fresh;
static uint64_t at_least;
static size_t bytes = 128;
static double seconds = 4, settle = 0.3;
static char **tokens;
static size_t token_count, next_token;
static int exhausted;

static int epoll;
static struct link *links;
static int started, opened, in_progress;
static uint64_t received, progress_at;
static int arrived; /* deliveries of the current fan-out */
static uint64_t published_at;
static uint8_t *scratch;
static uint8_t input[256 * 1024];
static int measuring;

static void measured(uint64_t ns) {
  if (measuring) {
    record(ns);
  }
}

static void interest(struct link *l, uint32_t events, int operation) {
  struct epoll_event e = {.events = events, .data.ptr = l};
  if (epoll_ctl(epoll, operation, l->fd, &e)) {
    die("epoll_ctl", errno);
  }
}

static void flush_pending(struct link *l) {
  ssize_t n = send(l->fd, l->pending + l->pending_at, l->pending_length - l->pending_at, MSG_NOSIGNAL);
  if (n < 0 && errno != EAGAIN) {
    die("send", errno);
  }
  l->pending_at += n > 0 ? (size_t)n : 0;
  if (l->pending_at == l->pending_length) {
    free(l->pending);
    l->pending = NULL;
    l->pending_length = l->pending_at = 0;
    interest(l, EPOLLIN, EPOLL_CTL_MOD);
  }
}

static void put(struct link *l, const uint8_t *data, size_t length) {
  ssize_t n = 0;
  if (!l->pending) {
    n = send(l->fd, data, length, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) {
      die("send", errno);
    }
    n = n < 0 ? 0 : n;
  }
  if ((size_t)n < length) {
    size_t rest = length - (size_t)n;
    l->pending = realloc(l->pending, l->pending_length + rest);
    memcpy(l->pending + l->pending_length, data + n, rest);
    l->pending_length += rest;
    interest(l, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
  }
}

static void send_texts(struct link *l, uint32_t count) {
  uint8_t *end = scratch;
  uint64_t time = now();
  for (uint32_t i = 0; i < count; i++) {
    l->sent_at[l->sent % (uint32_t)in_flight] = time;
    end = text_frame(end, (uint32_t)(l - links), l->sent++, bytes);
  }
  put(l, scratch, (size_t)(end - scratch));
}

static void publish(void) {
  arrived = 0;
  published_at = now();
  send_texts(&links[0], 1);
}

static void send_close(struct link *l) {
  static const uint8_t normal[] = {0x03, 0xe8};
  uint8_t frame[32];
  put(l, frame, (size_t)(control_frame(frame, CLOSE, normal, 2) - frame));
  l->state = CLOSING;
}

/* Begins the next connection, from one of the addresses in turn. */
static void dial(struct link *l) {
  static unsigned turn;
  struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET};
  int on = 1;
  l->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (l->fd < 0) {
    die("socket; is ulimit -n too low?", errno);
  }
  setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(l->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + turn++ % (unsigned)addresses);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port = htons((uint16_t)port);
  if (bind(l->fd, (struct sockaddr *)&from, sizeof from)) {
    die("bind", errno);
  }
  l->began = now();
  l->state = CONNECTING;
  if (connect(l->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) {
    die("connect", errno);
  }
  interest(l, EPOLLOUT, EPOLL_CTL_ADD);
  in_progress++;
}

static void dial_more(void) {
  while (!exhausted && started < connections && in_progress < AT_ONCE) {
    links[started].reader.id = mode == FANOUT ? 0 : (uint32_t)started;
    dial(&links[started++]);
  }
}

static void upgrade(struct link *l) {
  char request[4096];
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(l->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) {
    die("connect", error);
  }
  const char *token = token_count ? tokens[next_token++ % token_count] : NULL;
  int length = snprintf(
      request, sizeof request,
      "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s%s%s\r\n",
      path, port, token ? "Authorization: Bearer " : "", token ? token : "", token ? "\r\n" : "");
  if (length >= (int)sizeof request) {
    die("the token is too long", length);
  }
  l->state = UPGRADING;
  l->head = malloc(4096);
  l->head_length = 0;
  interest(l, EPOLLIN, EPOLL_CTL_MOD);
  put(l, (uint8_t *)request, (size_t)length);
}

static void open_link(struct link *l) {
  in_progress--;
  opened++;
  l->state = OPEN;
  progress_at = now();
  if (mode == HANDSHAKE) {
    measured(progress_at - l->began);
    in_progress++; /* till it is closed */
    send_close(l);
  }
  dial_more();
}

/* Takes the answer to the handshake; returns how many bytes belong to it. */
static size_t take_answer(struct link *l, const uint8_t *data, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (l->head_length == 4095) {
      die("the answer to a handshake is too long", 4095);
    }
    l->head[l->head_length++] = (char)data[i];
    if (l->head_length >= 4 && !memcmp(l->head + l->head_length - 4, "\r\n\r\n", 4)) {
      l->head[l->head_length] = 0;
      if (strncmp(l->head, "HTTP/1.1 101", 12) || !strstr(l->head, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")) {
        fprintf(stderr, "load: refused:\n%s", l->head);
        exit(1);
      }
      free(l->head);
      l->head = NULL;
      open_link(l);
      return i + 1;
    }
  }
  return length;
}

static void message(struct link *l, uint64_t time) {
  struct reader *r = &l->reader;
  if (r->offset != bytes) {
    die("a message is too short, number", r->expected);
  }
  received++;
  progress_at = time;
  if (mode == ECHO) {
    measured(time - l->sent_at[r->expected % (uint32_t)in_flight]);
    l->due++;
  } else {
    measured(time - published_at);
    if (++arrived == connections) {
      links[0].due++;
    }
  }
  r->expected++;
  r->offset = 0;
  r->in_message = 0;
}

static void frame_end(struct link *l, uint64_t time) {
  struct reader *r = &l->reader;
  int opcode = r->head[0] & 15;
  r->in_frame = 0;
  if (opcode == PING) {
    uint8_t pong[160];
    put(l, pong, (size_t)(control_frame(pong, PONG, r->control, r->control_length) - pong));
  } else if (opcode == CLOSE) {
    if (l->state != CLOSING) {
      die("the server closed a connection, code", r->control_length > 1 ? r->control[0] << 8 | r->control[1] : 0);
    }
    shutdown(l->fd, SHUT_WR); /* a server that waits for us sees that we are done */
  } else if (opcode < CLOSE) {
    r->in_message = 1;
    if (r->head[0] & 0x80) {
      message(l, time);
    }
  }
}

static void feed(struct link *l, const uint8_t *data, size_t length) {
  struct reader *r = &l->reader;
  uint64_t time = now();
  while (length) {
    if (!r->in_frame) {
      length--;
      if (!take_head(r, *data++)) {
        continue;
      }
    }
    size_t part = r->left < length ? (size_t)r->left : length;
    if ((r->head[0] & 15) >= CLOSE) {
      memcpy(r->control + r->control_length, data, part);
      r->control_length += (uint8_t)part;
    } else {
      if (mode != ECHO && mode != FANOUT) {
        die("a message that nobody asked for", 0);
      }
      check(r, data, part, bytes);
    }
    data += part;
    length -= part;
    r->left -= part;
    if (!r->left) {
      frame_end(l, time);
    }
  }
}

/* The server has ended the connection: in the handshake case one round is over, else an error. */
static void ended(struct link *l) {
  if (l->state != CLOSING) {
    die("the server ended a connection in state", l->state);
  }
  close(l->fd);
  free(l->pending);
  l->pending = NULL;
  l->pending_length = l->pending_at = 0;
  memset(&l->reader, 0, sizeof l->reader);
  in_progress--;
  received++;
  l->state = GONE;
  exhausted = exhausted || (fresh && next_token + AT_ONCE >= token_count);
  if (!exhausted) {
    dial(l);
  }
}

static void readable(struct link *l) {
  ssize_t n = recv(l->fd, input, sizeof input, 0);
  if (n < 0 && errno == EAGAIN) {
    return;
  }
  if (n <= 0) {
    if (n < 0 && l->state != CLOSING) {
      die("recv", errno);
    }
    ended(l);
    return;
  }
  size_t from = l->state == UPGRADING ? take_answer(l, input, (size_t)n) : 0;
  feed(l, input + from, (size_t)n - from);
  if (mode == ECHO && l->due) { /* in a fan-out the publisher goes on when all have it: turn() */
    uint32_t due = l->due;
    l->due = 0;
    send_texts(l, due);
  }
}

static void turn(int timeout) {
  struct epoll_event events[256];
  int n = epoll_wait(epoll, events, 256, timeout);
  for (int i = 0; i < n; i++) {
    struct link *l = events[i].data.ptr;
    if (l->state == CONNECTING) {
      upgrade(l);
      continue;
    }
    if (events[i].events & EPOLLOUT) {
      flush_pending(l);
    }
    if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
      readable(l);
    }
  }
  if (mode == FANOUT && links[0].due) {
    links[0].due = 0;
    publish();
  }
  if (n <= 0 && mode != IDLE && now() - progress_at > STALL_NS) {
    die("nothing came for ten seconds; messages so far", (long)received);
  }
}

static void run_until(uint64_t end) {
  while (now() < end && !(exhausted && !in_progress)) {
    turn(10);
  }
}

static void read_tokens(const char *file) {
  FILE *in = fopen(file, "r");
  char *line = NULL;
  size_t capacity = 0, room = 0;
  ssize_t length;
  if (!in) {
    die("cannot read the tokens", errno);
  }
  while ((length = getline(&line, &capacity, in)) > 1) {
    if (token_count == room) {
      room = room ? 2 * room : 64;
      tokens = realloc(tokens, room * sizeof *tokens);
    }
    line[length - 1] = 0;
    tokens[token_count++] = strdup(line);
  }
  fclose(in);
}

static void options(int count, char **values) {
  static const char *modes[] = {"echo", "fanout", "handshake", "idle"};
  int known = 0;
  for (int i = 0; count > 1 && i < 4; i++) {
    if (!strcmp(values[1], modes[i])) {
      mode = (enum mode)i;
      known = 1;
    }
  }
  if (!known || count % 2) {
    die("usage: load echo|fanout|handshake|idle --port P …; see load.c", count);
  }
  for (int i = 2; i < count; i += 2) {
    const char *name = values[i], *value = values[i + 1];
    if (!strcmp(name, "--port")) port = atoi(value);
    else if (!strcmp(name, "--path")) path = value;
    else if (!strcmp(name, "--connections")) connections = atoi(value);
    else if (!strcmp(name, "--in-flight")) in_flight = atoi(value);
    else if (!strcmp(name, "--bytes")) bytes = (size_t)atol(value);
    else if (!strcmp(name, "--seconds")) seconds = atof(value);
    else if (!strcmp(name, "--settle")) settle = atof(value);
    else if (!strcmp(name, "--pid")) pid = atoi(value);
    else if (!strcmp(name, "--tokens")) read_tokens(value);
    else if (!strcmp(name, "--fresh")) fresh = atoi(value);
    else if (!strcmp(name, "--at-least")) at_least = (uint64_t)atoll(value);
    else if (!strcmp(name, "--addresses")) addresses = atoi(value);
    else die("an unknown option, argument", i);
  }
  if (!port || connections < 1 || in_flight < 1 || addresses < 1 || bytes < ID_BYTES || bytes > MAX_BODY) {
    die("an option is missing or out of range, port", port);
  }
}

static void hold_until_told(void) {
  struct pollfd in = {.fd = 0, .events = POLLIN};
  printf("OPEN %d\n", opened);
  fflush(stdout);
  while (poll(&in, 1, 0) == 0) {
    turn(50);
  }
}

int main(int count, char **values) {
  struct rlimit files;
  options(count, values);
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  fill_body();
  scratch = malloc((size_t)in_flight * (bytes + FRAME_HEAD));
  links = calloc((size_t)connections, sizeof *links);
  for (int i = 0; mode <= FANOUT && i < connections; i++) {
    links[i].sent_at = calloc((size_t)in_flight, sizeof(uint64_t));
  }
  epoll = epoll_create1(EPOLL_CLOEXEC);
  progress_at = now();
  dial_more();
  while (mode != HANDSHAKE && opened < connections) {
    turn(10);
  }
  if (mode == IDLE) {
    hold_until_told();
    return 0;
  }
  if (mode == ECHO) {
    for (int i = 0; i < connections; i++) {
      send_texts(&links[i], (uint32_t)in_flight);
    }
  } else if (mode == FANOUT) {
    usleep(300000); /* a session may be listed a little after its 101 */
    publish();
  }
  run_until(now() + (uint64_t)(settle * 1e9));
  measuring = 1;
  uint64_t from = now(), before = received;
  double cpu = server_cpu(pid), own = own_cpu();
  run_until(from + (uint64_t)(seconds * 1e9));
  while (received - before < at_least && now() < from + (uint64_t)(seconds * 1e10) && !exhausted) {
    turn(10);
  }
  while (received == before && !exhausted) { /* a cold server on a busy machine: one at least */
    turn(10);
  }
  double used = server_cpu(pid) - cpu, load = own_cpu() - own;
  printf("{\"messages\":%llu,\"seconds\":%.3f,\"serverCpu\":%.3f,\"loadCpu\":%.3f,\"p50\":%.1f,\"p99\":%.1f}\n",
         (unsigned long long)(received - before), (double)(now() - from) / 1e9, used, load,
         percentile(0.50), percentile(0.99));
  return 0;
}
