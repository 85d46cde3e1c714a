/* What the load is asked to do. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

enum mode { ECHO, FANOUT, SLOW, HANDSHAKE, IDLE };

static enum mode mode;
static const char *path = "/echo";
static int port, pid, connections = 64, in_flight = 1, addresses = 1, fresh;
static int burst = 1, silent, every = 100, fill, must_miss;
static uint64_t at_least;
static size_t bytes = 128;
static double seconds = 4, settle = 0.3;
static char **tokens;
static size_t token_count;

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
  static const char *modes[] = {"echo", "fanout", "slow", "handshake", "idle"};
  int known = 0;
  for (int i = 0; count > 1 && i < 5; i++) {
    if (!strcmp(values[1], modes[i])) {
      mode = (enum mode)i;
      known = 1;
    }
  }
  if (!known || count % 2) {
    die("usage: load echo|fanout|slow|handshake|idle --port P …; see load.c", count);
  }
  for (int i = 2; i < count; i += 2) {
    const char *name = values[i], *value = values[i + 1];
    if (!strcmp(name, "--port")) port = atoi(value);
    else if (!strcmp(name, "--path")) path = value;
    else if (!strcmp(name, "--connections")) connections = atoi(value);
    else if (!strcmp(name, "--in-flight")) in_flight = atoi(value);
    else if (!strcmp(name, "--burst")) burst = atoi(value);
    else if (!strcmp(name, "--lanes")) lanes = (uint32_t)atoi(value);
    else if (!strcmp(name, "--silent")) silent = atoi(value);
    else if (!strcmp(name, "--every")) every = atoi(value);
    else if (!strcmp(name, "--fill")) fill = atoi(value);
    else if (!strcmp(name, "--must-miss")) must_miss = atoi(value);
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
  if (burst < 1 || silent < 0 || every < 1 || fill < 0 || lanes < 1 || lanes > MAX_LANES) {
    die("--burst, --silent, --every, --fill or --lanes is out of range, port", port);
  }
}

#endif
