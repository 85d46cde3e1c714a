/* Time, latencies, and what the processors did. */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static void die(const char *what, long detail);

/* What a stretch of time showed. */
struct window {
  uint64_t messages;
  double seconds, server_cpu, own_cpu, p50, p99;
};

static uint32_t histogram[64 * 32];

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static void forget(void) { memset(histogram, 0, sizeof histogram); }

/* Buckets of about 3 %. */
static void record(uint64_t ns) {
  if (ns < 32) {
    histogram[ns]++;
    return;
  }
  int top = 63 - __builtin_clzll(ns);
  histogram[(top - 4) * 32 + (int)(ns >> (top - 5) & 31)]++;
}

static double percentile(double share) {
  uint64_t total = 0, seen = 0;
  for (int i = 0; i < 64 * 32; i++) {
    total += histogram[i];
  }
  for (int i = 0; i < 64 * 32; i++) {
    seen += histogram[i];
    if (total && seen >= share * total) {
      return i < 32 ? i / 1000.0 : (double)((32ull + i % 32) << (i / 32 - 1)) / 1000.0;
    }
  }
  return 0;
}

/* User and system time of the server, all threads, those that ended too. */
static double server_cpu(int pid) {
  if (!pid) {
    return 0;
  }
  char name[64], text[2048];
  snprintf(name, sizeof name, "/proc/%d/stat", pid);
  FILE *file = fopen(name, "r");
  size_t length = file ? fread(text, 1, sizeof text - 1, file) : 0;
  if (!length) {
    die("the server is gone, pid", pid);
  }
  fclose(file);
  text[length] = 0;
  unsigned long user, kernel;
  char *rest = strrchr(text, ')');
  if (!rest || sscanf(rest + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel) != 2) {
    die("cannot read the server's CPU time, pid", pid);
  }
  return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static double own_cpu(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
         (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static void print_window(const struct window *w) {
  printf("\"messages\":%llu,\"seconds\":%.3f,\"serverCpu\":%.3f,\"loadCpu\":%.3f,\"p50\":%.1f,\"p99\":%.1f",
         (unsigned long long)w->messages, w->seconds, w->server_cpu, w->own_cpu, w->p50, w->p99);
}

#endif
