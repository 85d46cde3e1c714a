/*
 * The slow case: what clients that never read cost those that do. The good ones get a burst every so
 * many milliseconds, whether they have had the one before or not, and each latency counts from when
 * its burst was due. They are alone first. Then the others come, with narrow buffers, and enough is
 * published that their queues in the server are full; then the good ones are measured again. All must
 * have got everything. At last the others read what is there, which shows what the server gave up.
 */
#ifndef SLOW_H
#define SLOW_H

#include <sys/timerfd.h>

#include "link.h"

#define BURSTS 65536 /* far more than are under way at a time */
#define QUIET_NS 500000000ull

static int clock_fd = -1;
static uint64_t burst_due[BURSTS];
static uint64_t first_due, ticks;
static uint64_t late; /* messages read at last by those that never read before */

static uint64_t burst_of(uint32_t number) { return burst_due[number / (uint32_t)burst % BURSTS]; }

static void publish_due(uint64_t due) {
  burst_due[links[0].sent / (uint32_t)burst % BURSTS] = due;
  send_texts(&links[0], (uint32_t)burst);
}

static void silence(struct link *l) {
  interest(l, 0, EPOLL_CTL_DEL);
  l->reader.gaps = 1;
}

static void start_publishing(void) {
  uint64_t step = (uint64_t)every * 1000000;
  struct timespec spec = {.tv_sec = every / 1000, .tv_nsec = every % 1000 * 1000000};
  struct itimerspec timer = {.it_interval = spec, .it_value = spec};
  struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL};
  clock_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  first_due = now() + step;
  ticks = 0;
  if (clock_fd < 0 || timerfd_settime(clock_fd, 0, &timer, NULL) ||
      epoll_ctl(epoll, EPOLL_CTL_ADD, clock_fd, &e)) {
    die("timerfd", errno);
  }
}

static void tick(void) {
  uint64_t times;
  if (clock_fd >= 0 && read(clock_fd, &times, sizeof times) == sizeof times) {
    for (uint64_t i = 0; i < times; i++) {
      publish_due(first_due + ticks++ * (uint64_t)every * 1000000);
    }
  }
}

static void await_all(void) {
  while (received < (uint64_t)links[0].sent * (uint64_t)connections) {
    turn(10); /* gives up when nothing comes */
  }
}

/* No burst is begun any more, and all have all. */
static void stop_publishing(void) {
  close(clock_fd); /* epoll forgets it */
  clock_fd = -1;
  await_all();
}

/* As fast as the good ones take it. */
static void fill_queues(void) {
  for (int i = 0; i < fill; i += burst) {
    publish_due(now());
    await_all();
  }
}

/* Those that never read read now; returns how many messages they did not get. */
static uint64_t missed(uint32_t before) {
  for (int i = connections; i < connections + silent; i++) {
    interest(&links[i], EPOLLIN, EPOLL_CTL_ADD);
  }
  progress_at = now();
  while (now() - progress_at < QUIET_NS) {
    turn(10);
  }
  return (uint64_t)(links[0].sent - before) * (uint64_t)silent - late;
}

static struct window measure(void);
static void open_all(int count);

static void slow(void) {
  open_all(connections);
  start_publishing();
  struct window alone = measure();
  uint32_t before = links[0].sent;
  open_all(connections + silent);
  fill_queues();
  start_publishing();
  struct window beside = measure();
  uint64_t gone = missed(before);
  if (must_miss && !gone) {
    die("those that never read missed nothing, so their queues were not full; messages", links[0].sent);
  }
  printf("{");
  print_window(&beside);
  printf(",\"missed\":%llu,\"alone\":{", (unsigned long long)gone);
  print_window(&alone);
  printf("}}\n");
}

#endif
