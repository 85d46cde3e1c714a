/* Connections: from connect to the end, and what goes in and out. The load's modes are in load.c. */
#ifndef LINK_H
#define LINK_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "measure.h"
#include "options.h"

enum state { CONNECTING, UPGRADING, OPEN, CLOSING, GONE };

#define AT_ONCE 32 /* handshakes in progress at a time */
#define NARROW 4096 /* the receive buffer of one that never reads, in bytes */
#define SEGMENT 1400 /* its TCP segments: as over a network, so that the server's buffer is as small */

struct link {
  int fd;
  enum state state;
  struct reader reader;
  uint32_t sent;
  uint32_t due; /* messages to send when this read is worked off */
  uint64_t *sent_at; /* of those in flight, where it is an echo */
  uint64_t began;
  uint8_t *pending; /* what the socket did not take */
  size_t pending_length, pending_at;
  char *head;
  size_t head_length;
};

static size_t next_token;
static int exhausted;

static int epoll;
static struct link *links; /* behind the others those that never read */
static int wanted, started, opened, in_progress;
static uint64_t received, progress_at;
static uint8_t *scratch;
static uint8_t input[256 * 1024];

/* What the mode makes of it: load.c. */
static void opened_link(struct link *l);
static void message(struct link *l, uint64_t time);
static void ended(struct link *l);

static int never_reads(const struct link *l) { return l - links >= connections; }

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
    if (l->sent_at) {
      l->sent_at[l->sent % (uint32_t)in_flight] = time;
    }
    end = text_frame(end, (uint32_t)(l - links), l->sent++, bytes);
  }
  put(l, scratch, (size_t)(end - scratch));
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
  if (never_reads(l)) {
    int narrow = NARROW, segment = SEGMENT;
    setsockopt(l->fd, SOL_SOCKET, SO_RCVBUF, &narrow, sizeof narrow);
    setsockopt(l->fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
  }
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
  while (!exhausted && started < wanted && in_progress < AT_ONCE) {
    links[started].reader.id = mode == FANOUT || mode == SLOW ? 0 : (uint32_t)started;
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
  opened_link(l);
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
      if (mode > SLOW) {
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
}

#endif
