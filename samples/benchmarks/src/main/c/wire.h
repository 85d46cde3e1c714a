/* Frames and payloads: what is sent, and the check of every byte that comes back. */
#ifndef WIRE_H
#define WIRE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONTINUATION = 0, TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

#define ID_BYTES 16 /* each payload begins with connection and number, in hex */
#define MAX_LANES 4
#define MAX_BODY (1 << 20)
#define FRAME_HEAD 14

static uint8_t body[MAX_BODY + 64];
static uint32_t lanes = 1; /* message n is in lane n modulo that many; in each, order holds */

static void die(const char *what, long detail) {
  fprintf(stderr, "load: %s (%ld)\n", what, detail);
  exit(1);
}

static void fill_body(void) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz 0123456789 {}\":,.";
  uint32_t state = 12345;
  for (size_t i = 0; i < sizeof body; i++) {
    state = state * 1664525 + 1013904223;
    body[i] = (uint8_t)letters[(state >> 16) % (sizeof letters - 1)];
  }
}

/* The text of message `number` of connection `id`: the identity, then a shifting slice of the body. */
static void identity(uint8_t *to, uint32_t id, uint32_t number) {
  static const char hex[] = "0123456789abcdef";
  uint64_t both = (uint64_t)id << 32 | number;
  for (int i = 0; i < ID_BYTES; i++) {
    to[i] = (uint8_t)hex[both >> (60 - 4 * i) & 15];
  }
}

static const uint8_t *slice(uint32_t number) { return body + (number * 13 & 63); }

/* A new masking key for every frame; none of its bytes is zero. */
static uint32_t next_key(void) {
  static uint32_t state = 2463534242u;
  uint32_t key;
  do {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    key = state;
  } while (!(key & 0xff) || !(key & 0xff00) || !(key & 0xff0000) || !(key & 0xff000000));
  return key;
}

static void mask(uint8_t *data, size_t length, uint32_t key) {
  uint64_t wide = (uint64_t)key << 32 | key;
  size_t i = 0;
  for (; i + 8 <= length; i += 8) {
    uint64_t word;
    memcpy(&word, data + i, 8);
    word ^= wide;
    memcpy(data + i, &word, 8);
  }
  for (; i < length; i++) {
    data[i] ^= (uint8_t)(key >> (8 * (i & 3)));
  }
}

/* Writes the head of a masked frame and returns where the payload goes. */
static uint8_t *frame_head(uint8_t *to, int opcode, size_t length, uint32_t key) {
  *to++ = (uint8_t)(0x80 | opcode);
  if (length < 126) {
    *to++ = (uint8_t)(0x80 | length);
  } else if (length < 65536) {
    *to++ = 0x80 | 126;
    *to++ = (uint8_t)(length >> 8);
    *to++ = (uint8_t)length;
  } else {
    *to++ = 0x80 | 127;
    for (int i = 7; i >= 0; i--) {
      *to++ = (uint8_t)((uint64_t)length >> (8 * i));
    }
  }
  memcpy(to, &key, 4);
  return to + 4;
}

/* Writes one masked text message of `length` bytes; returns the end of it. */
static uint8_t *text_frame(uint8_t *to, uint32_t id, uint32_t number, size_t length) {
  uint32_t key = next_key();
  uint8_t *payload = frame_head(to, TEXT, length, key);
  identity(payload, id, number);
  memcpy(payload + ID_BYTES, slice(number), length - ID_BYTES);
  mask(payload, length, key);
  return payload + length;
}

static uint8_t *control_frame(uint8_t *to, int opcode, const uint8_t *data, size_t length) {
  uint32_t key = next_key();
  uint8_t *payload = frame_head(to, opcode, length, key);
  memcpy(payload, data, length);
  mask(payload, length, key);
  return payload + length;
}

/* What the peer sends, taken in any chops: frames, fragments, control frames between them. */
struct reader {
  uint64_t left;            /* payload bytes of the frame that are still to come */
  uint32_t id;              /* whose messages are expected */
  uint32_t number;          /* of the message that comes */
  uint32_t seen[MAX_LANES]; /* how many came, or were passed over */
  uint32_t offset;          /* bytes of that message seen */
  uint8_t name[ID_BYTES];
  uint8_t head[10];
  uint8_t head_length;
  uint8_t in_frame, in_message;
  uint8_t gaps; /* whether messages may be missing */
  uint8_t control[125];
  uint8_t control_length;
};

/* Finds out which message comes, and whether it may come now. */
static void identify(struct reader *r) {
  uint64_t both = 0;
  uint8_t again[ID_BYTES];
  for (int i = 0; i < ID_BYTES; i++) {
    both = both << 4 | (r->name[i] < 'a' ? r->name[i] - '0' : r->name[i] - 'a' + 10);
  }
  uint32_t number = (uint32_t)both, lane = number % lanes, place = number / lanes;
  identity(again, r->id, number);
  if (memcmp(again, r->name, ID_BYTES) || (r->gaps ? place < r->seen[lane] : place != r->seen[lane])) {
    die("a message is wrong or out of order, number", r->number);
  }
  r->number = number;
  r->seen[lane] = place + 1;
}

/* The message is over; the next one has this number, unless lanes or gaps bring another. */
static void next_message(struct reader *r) {
  r->number++;
  r->offset = 0;
  r->in_message = 0;
}

/* Checks a piece of a message against what was sent. */
static void check(struct reader *r, const uint8_t *data, size_t length, size_t message_length) {
  if (r->offset + length > message_length) {
    die("a message is too long, number", r->number);
  }
  if (r->offset < ID_BYTES) {
    size_t part = ID_BYTES - r->offset < length ? ID_BYTES - r->offset : length;
    memcpy(r->name + r->offset, data, part);
    data += part;
    length -= part;
    r->offset += (uint32_t)part;
    if (r->offset == ID_BYTES) {
      identify(r);
    }
  }
  if (length && memcmp(slice(r->number) + r->offset - ID_BYTES, data, length)) {
    die("a message has wrong content, number", r->number);
  }
  r->offset += (uint32_t)length;
}

/* Takes a byte of a frame's head; true when the head is whole. */
static int take_head(struct reader *r, uint8_t byte) {
  r->head[r->head_length++] = byte;
  if (r->head_length < 2) {
    return 0;
  }
  int size = r->head[1] & 0x7f, wide = size == 127 ? 8 : size == 126 ? 2 : 0;
  if (r->head_length < 2 + wide) {
    return 0;
  }
  if (r->head[0] & 0x70 || r->head[1] & 0x80) {
    die("a frame has reserved bits or a mask, first byte", r->head[0]);
  }
  r->left = wide ? 0 : (uint64_t)size;
  for (int i = 0; i < wide; i++) {
    r->left = r->left << 8 | r->head[2 + i];
  }
  int opcode = r->head[0] & 15;
  if (opcode >= CLOSE) {
    if (r->left > 125) {
      die("a control frame is too long", (long)r->left);
    }
    r->control_length = 0;
  } else if (opcode != (r->in_message ? CONTINUATION : TEXT)) {
    die("an unexpected opcode", opcode);
  }
  r->head_length = 0;
  r->in_frame = 1;
  return 1;
}

#endif
