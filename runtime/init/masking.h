/* Takes secrets out of what the program prints: see README.md. Runs beside the program, in a process of its own. */
#ifndef STEPYARD_MASKING_H
#define STEPYARD_MASKING_H

#include "system.h"

enum { SHORTEST_MASK = 4, LONGEST_MASK = 262144, ALL_MASKS = 16777216, MOST_MASKS = 262144, CHUNK = 65536 };
/* As much as a pipe can hold when the program has ended; what is printed after that is nobody's. */
enum { LAST_BYTES = 1048576 };

/* In the order of their bytes: those that begin with the same bytes stand side by side. */
static unsigned char masks[ALL_MASKS];
static unsigned mask_at[MOST_MASKS + 1], mask_count;
static unsigned first_with[257];
static unsigned char pairs[8192];

static unsigned char text[LONGEST_MASK + CHUNK], clean[CHUNK];
static long held, cleaned, hidden_until;
static int hiding;

static unsigned mask_length(unsigned mask) { return mask_at[mask + 1] - mask_at[mask]; }
static unsigned char *mask_bytes(unsigned mask) { return masks + mask_at[mask]; }

/* Says whether the last one stands after the one before it. */
static int in_order(void)
{
	if (mask_count < 2)
		return 1;
	unsigned a = mask_count - 2, b = mask_count - 1, at = 0;
	while (at < mask_length(a) && at < mask_length(b) && mask_bytes(a)[at] == mask_bytes(b)[at])
		at++;
	if (at == mask_length(a))
		return mask_length(b) > at;
	return at < mask_length(b) && mask_bytes(a)[at] < mask_bytes(b)[at];
}

static void prepare_masks(void)
{
	unsigned mask = 0;
	for (unsigned byte = 0; byte <= 256; byte++) {
		while (mask < mask_count && mask_bytes(mask)[0] < byte)
			mask++;
		first_with[byte] = mask;
	}
	for (mask = 0; mask < mask_count; mask++) {
		unsigned pair = mask_bytes(mask)[0] << 8 | mask_bytes(mask)[1];
		pairs[pair >> 3] |= (unsigned char)(1 << (pair & 7));
	}
}

/* The first of [from, to) whose byte at this depth is at least that; all of them are longer. */
static unsigned first_at_least(unsigned from, unsigned to, long depth, unsigned byte)
{
	while (from < to) {
		unsigned middle = from + (to - from) / 2;
		if (mask_bytes(middle)[depth] < byte)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* Length of the longest mask that stands here, 0 for none; -1 where more bytes are needed to tell. */
static long longest_here(long at, int last)
{
	unsigned from = first_with[text[at]], to = first_with[text[at] + 1];
	long best = 0;
	for (long depth = 1; from < to; depth++) {
		if (mask_length(from) == depth) {
			best = depth;
			if (++from == to)
				break;
		}
		if (at + depth == held)
			return last ? best : -1;
		from = first_at_least(from, to, depth, text[at + depth]);
		to = first_at_least(from, to, depth, text[at + depth] + 1u);
	}
	return best;
}

static void give(void)
{
	for (long at = 0; at < cleaned;) {
		long written = call(WRITE, 1, (long)clean + at, cleaned - at, 0, 0);
		if (written == -EINTR_)
			continue;
		/* Nobody reads it any more; the program is not to be held up. */
		if (written <= 0)
			break;
		at += written;
	}
	cleaned = 0;
}

static void put(unsigned char byte)
{
	if (cleaned == CHUNK)
		give();
	clean[cleaned++] = byte;
}

/* Looks at what is held. What may be the beginning of a mask stays; what overlaps or touches is hidden as one. */
static void look(int last)
{
	long at = 0;
	for (; at < held; at++) {
		long length = 0;
		unsigned pair = at + 1 < held ? text[at] << 8 | text[at + 1] : 0;
		if (at + 1 == held || pairs[pair >> 3] >> (pair & 7) & 1)
			length = longest_here(at, last);
		if (length < 0)
			break;
		if (length > 0) {
			if (!hiding || at > hidden_until)
				put('*'), put('*'), put('*');
			if (!hiding || at + length > hidden_until)
				hidden_until = at + length;
			hiding = 1;
		}
		if (hiding && at >= hidden_until)
			hiding = 0;
		if (!hiding)
			put(text[at]);
	}
	for (long rest = at; rest < held; rest++)
		text[rest - at] = text[rest];
	held -= at;
	hidden_until -= at;
	give();
}

struct awaited { int file; short events, found; };

/* Until the program and all that it started have closed `from`, or `stop` is closed and nothing is left to read. */
static __attribute__((noreturn)) void mask_between(int from, int stop)
{
	struct awaited both[2] = { { from, 1, 0 }, { stop, 1, 0 } };
	long left = LAST_BYTES;
	prepare_masks();
	for (;;) {
		int stopped = both[1].file < 0;
		/* The kernel writes into it. */
		long at_once[2] = { 0, 0 };
		call(PPOLL, (long)both, 2, (long)(stopped ? at_once : 0), 0, 8);
		if (both[1].found)
			both[1].file = -1;
		both[1].found = 0;
		if (!both[0].found) {
			if (stopped)
				break;
			continue;
		}
		long got = call(READ, from, (long)(text + held), CHUNK, 0, 0);
		if (got == -EINTR_)
			continue;
		if (got <= 0)
			break;
		held += got;
		look(0);
		if (stopped && (left -= got) <= 0)
			break;
	}
	look(1);
	end(0);
}

#endif
