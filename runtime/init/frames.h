/* Reads secrets from standard input: see README.md. Runs in the child, before it becomes the program. */
#ifndef STEPYARD_FRAMES_H
#define STEPYARD_FRAMES_H

#include "masking.h"

#define SECRETS "/run/stepyard/secrets"
enum { LONGEST_NAME = 128, LONGEST_FILE = 16777216, LONGEST_VALUE = 130000, ALL_VALUES = 1048576, MOST_VARIABLES = 4096 };

static char *variables[MOST_VARIABLES + 1];
static unsigned variable_count, own_count;

static char buffer[65536];
static long filled, taken;
static long frame;

static __attribute__((noreturn)) void refuse(const char *rule)
{
	say("stepyard-init: frame ");
	say_number(frame);
	say(": ");
	say(rule);
	say("\n");
	end(70);
}

static char next_byte(void)
{
	if (taken == filled) {
		do
			filled = call(READ, 0, (long)buffer, sizeof buffer, 0, 0);
		while (filled == -EINTR_);
		taken = 0;
		if (filled <= 0)
			refuse("standard input ended before the line `end`");
	}
	return buffer[taken++];
}

static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

static void check_file_name(const char *name)
{
	int good = name[0] != 0 && name[0] != '.';
	for (const char *at = name; *at; at++)
		good = good && (is_letter(*at) || is_digit(*at) || *at == '.' || *at == '-');
	if (!good)
		refuse("the name of a file must be [A-Za-z0-9_.-]{1,128} without a leading dot");
}

static void check_variable_name(const char *name)
{
	int good = is_letter(name[0]);
	for (const char *at = name; *at; at++)
		good = good && (is_letter(*at) || is_digit(*at));
	if (!good)
		refuse("the name of a variable must be [A-Za-z_][A-Za-z0-9_]{0,127}");
	const char *reserved = "STEPYARD_INIT";
	while (*reserved && *name == *reserved)
		name++, reserved++;
	if (!*reserved)
		refuse("a variable must not be named STEPYARD_INIT…");
}

/* Takes the bytes of a word up to `last`, which is taken too. */
static void read_word(char *word, long longest, char last, const char *rule)
{
	long length = 0;
	char c;
	while ((c = next_byte()) != last) {
		if (length == longest || c == 0 || c == '\n' || c == ' ')
			refuse(rule);
		word[length++] = c;
	}
	word[length] = 0;
}

static long read_length(long most, const char *rule)
{
	char digits[10];
	long length = 0;
	read_word(digits, 8, '\n', rule);
	if (!digits[0] || (digits[0] == '0' && digits[1]))
		refuse(rule);
	for (char *at = digits; *at; at++) {
		if (!is_digit(*at))
			refuse(rule);
		length = length * 10 + (*at - '0');
	}
	if (length > most)
		refuse(rule);
	return length;
}

static void write_all(int file, const char *bytes, long length)
{
	while (length > 0) {
		long written = call(WRITE, file, (long)bytes, length, 0, 0);
		if (written == -EINTR_)
			continue;
		if (written <= 0)
			refuse("the file could not be written in " SECRETS ", which must be large enough");
		bytes += written;
		length -= written;
	}
}

static void take_file(const char *name, long length)
{
	static char path[sizeof SECRETS + LONGEST_NAME + 2] = SECRETS "/";
	memcpy(path + sizeof SECRETS, name, length_of(name) + 1);
	call(MKDIRAT, HERE, (long)SECRETS, 0700, 0, 0);
	int file = open_file(path, WRITE_ONLY | CREATE | EXCLUSIVE | NOFOLLOW, 0400);
	if (file == -EEXIST_)
		refuse("a file of that name exists already");
	if (file < 0)
		refuse("the file could not be made: /run/stepyard must be a directory that this user may write");
	while (length > 0) {
		char first = next_byte();
		long more = filled - taken < length - 1 ? filled - taken : length - 1;
		write_all(file, &first, 1);
		write_all(file, buffer + taken, more);
		taken += more;
		length -= more + 1;
	}
	call(FCHMOD, file, 0400, 0, 0, 0);
	call(CLOSE, file, 0, 0, 0, 0);
}

static int is_variable(const char *entry, const char *name)
{
	while (*name && *entry == *name)
		entry++, name++;
	return !*name && *entry == '=';
}

static void drop_variable(const char *name)
{
	for (unsigned at = 0; at < variable_count; at++)
		if (is_variable(variables[at], name))
			variables[at--] = variables[--variable_count];
}

static void take_variable(const char *name, long length)
{
	static char values[ALL_VALUES];
	static char *given[MOST_VARIABLES];
	static long used;
	unsigned long named = length_of(name);
	if (used + (long)named + length + 2 > ALL_VALUES)
		refuse("all variables together must fit in 1 MiB");
	for (unsigned at = 0; at < own_count; at++)
		if (is_variable(given[at], name))
			refuse("a variable of that name was given already");
	char *entry = values + used;
	memcpy(entry, name, named);
	entry[named] = '=';
	for (long at = 0; at < length; at++)
		if (!(entry[named + 1 + at] = next_byte()))
			refuse("the value of a variable must not hold a NUL byte");
	used += (long)named + length + 2;
	drop_variable(name);
	if (variable_count == MOST_VARIABLES)
		refuse("there must be at most 4096 variables");
	variables[variable_count++] = given[own_count++] = entry;
}

static void take_mask(long length)
{
	unsigned used = mask_at[mask_count];
	if (length < SHORTEST_MASK)
		refuse("the length of a mask must be 4 to 262144, in decimal");
	if (mask_count == MOST_MASKS || used + length > ALL_MASKS)
		refuse("there must be at most 262144 masks, of 16 MiB together");
	for (long at = 0; at < length; at++)
		masks[used + at] = (unsigned char)next_byte();
	mask_at[++mask_count] = used + (unsigned)length;
	if (!in_order())
		refuse("masks must be given in the order of their bytes, each once");
}

static void read_frames(void)
{
	static const char form[] = "must be `file NAME LENGTH`, `env NAME LENGTH`, `mask - LENGTH` or `end`";
	static const char name_form[] = "the name must have at most 128 characters and be followed by one space and the length";
	char name[LONGEST_NAME + 1], kind[5];
	for (frame = 1;; frame++) {
		int length = 0;
		char c;
		while ((c = next_byte()) != ' ' && c != '\n') {
			if (length == 4)
				refuse(form);
			kind[length++] = c;
		}
		kind[length] = 0;
		if (c == '\n') {
			if (!same(kind, "end"))
				refuse(form);
			return;
		}
		if (same(kind, "file")) {
			read_word(name, LONGEST_NAME, ' ', name_form);
			check_file_name(name);
			take_file(name, read_length(LONGEST_FILE, "the length of a file must be 0 to 16777216, in decimal"));
		} else if (same(kind, "env")) {
			read_word(name, LONGEST_NAME, ' ', name_form);
			check_variable_name(name);
			take_variable(name, read_length(LONGEST_VALUE, "the length of a variable must be 0 to 130000, in decimal"));
		} else if (same(kind, "mask")) {
			read_word(name, LONGEST_NAME, ' ', name_form);
			if (!same(name, "-"))
				refuse(form);
			take_mask(read_length(LONGEST_MASK, "the length of a mask must be 4 to 262144, in decimal"));
		} else
			refuse(form);
		if (next_byte() != '\n')
			refuse("a newline must follow the bytes of a frame");
	}
}

#endif
