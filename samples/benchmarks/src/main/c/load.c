/*
 * Load for WebSocket servers at little cost: one thread, epoll, every frame masked with a key of its
 * own, every byte that comes back checked. Reads the server's CPU time itself, so that the figure and
 * the count belong to the same window. Prints one line of JSON. Linux only.
 *
 *   load echo|fanout|slow|handshake|idle --port P [--path /echo] [--connections 64] [--in-flight 1]
 *        [--bytes 128] [--seconds 4] [--settle 0.3] [--pid SERVER] [--tokens FILE] [--fresh 1]
 *        [--addresses 1] [--at-least 0] [--burst 1] [--lanes 1]
 *        [--every MS] [--silent 0] [--fill 0] [--must-miss 1]
 *
 * With --at-least the slice goes on till so many messages came back, but at most ten times as long:
 * for warming up. --burst is how many messages the publisher of a fan-out sends at once; then it waits
 * till all have them. --lanes is in how many lanes the server sends them, one after the other: only in
 * each of them is there an order. What the last line is for stands in slow.h.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <sys/resource.h>

#include "link.h"

#define STALL_NS 10000000000ull

static int measuring;
static uint64_t published_at;
static uint32_t arrived; /* deliveries of the current burst */

static void turn(int timeout);

static void measured(uint64_t ns) {
  if (measuring) {
    record(ns);
  }
}

static void publish(void) {
  arrived = 0;
  published_at = now();
  send_texts(&links[0], (uint32_t)burst);
}

#include "slow.h"

static void opened_link(struct link *l) {
  if (mode == HANDSHAKE) {
    measured(progress_at - l->began);
    in_progress++; /* till it is closed */
    send_close(l);
  } else if (never_reads(l)) {
    silence(l);
  }
}

static void message(struct link *l, uint64_t time) {
  struct reader *r = &l->reader;
  if (r->offset != bytes) {
    die("a message is too short, number", r->number);
  }
  progress_at = time;
  if (never_reads(l)) {
    late++;
    next_message(r);
    return;
  }
  received++;
  if (mode == ECHO) {
    measured(time - l->sent_at[r->number % (uint32_t)in_flight]);
    l->due++;
  } else {
    measured(time - (mode == SLOW ? burst_of(r->number) : published_at));
    if (++arrived == (uint32_t)(connections * burst)) {
      links[0].due++;
    }
  }
  next_message(r);
}

/* The server has ended the connection: in the handshake case one round is over, else an error. */
static void ended(struct link *l) {
  if (never_reads(l)) {
    die("the server ended a connection that never read; messages published", links[0].sent);
  }
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

static void answer(struct link *l) {
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
    if (!l) {
      tick();
      continue;
    }
    if (l->state == CONNECTING) {
      upgrade(l);
      continue;
    }
    if (events[i].events & EPOLLOUT) {
      flush_pending(l);
    }
    if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
      readable(l);
      answer(l);
    }
  }
  if (mode == FANOUT && links[0].due) {
    links[0].due = 0;
    publish();
  }
  if (mode != IDLE && now() - progress_at > STALL_NS) {
    die(opened > connections
            ? "nothing came for ten seconds beside those that never read; messages so far"
            : "nothing came for ten seconds; messages so far",
        (long)received);
  }
}

static void run_until(uint64_t end) {
  while (now() < end && !(exhausted && !in_progress)) {
    turn(10);
  }
}

static void open_all(int count) {
  wanted = count;
  progress_at = now();
  dial_more();
  while (opened < wanted) {
    turn(10);
  }
  if (mode == FANOUT || mode == SLOW) {
    usleep(300000); /* a session may be listed a little after its 101 */
  }
}

/* Lets things settle, then measures. */
static struct window measure(void) {
  struct window w = {0};
  run_until(now() + (uint64_t)(settle * 1e9));
  forget();
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
  if (mode == SLOW) {
    stop_publishing(); /* the latest to arrive count, too */
  }
  w.server_cpu = server_cpu(pid) - cpu;
  w.own_cpu = own_cpu() - own;
  w.messages = received - before;
  w.seconds = (double)(now() - from) / 1e9;
  w.p50 = percentile(0.50);
  w.p99 = percentile(0.99);
  measuring = 0;
  return w;
}

static void hold_until_told(void) {
  struct pollfd in = {.fd = 0, .events = POLLIN};
  printf("OPEN %d\n", opened);
  fflush(stdout);
  while (poll(&in, 1, 0) == 0) {
    turn(50);
  }
}

static void prepare(void) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  fill_body();
  scratch = malloc((size_t)(in_flight > burst ? in_flight : burst) * (bytes + FRAME_HEAD));
  links = calloc((size_t)(connections + silent), sizeof *links);
  for (int i = 0; mode == ECHO && i < connections; i++) {
    links[i].sent_at = calloc((size_t)in_flight, sizeof(uint64_t));
  }
  epoll = epoll_create1(EPOLL_CLOEXEC);
}

int main(int count, char **values) {
  options(count, values);
  prepare();
  if (mode == SLOW) {
    slow();
    return 0;
  }
  if (mode == HANDSHAKE) {
    wanted = connections;
    progress_at = now();
    dial_more();
  } else {
    open_all(connections);
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
    publish();
  }
  struct window w = measure();
  printf("{");
  print_window(&w);
  printf("}\n");
  return 0;
}
