/* The first process of a step's container: see README.md. */
#include "frames.h"

static long child;
/* Between process 1 and the one that masks: closed by the first when the program has ended, by the other when it is done. */
static int over[2] = { -1, -1 }, done[2] = { -1, -1 };

static __attribute__((noreturn)) void fail(int status, const char *sentence)
{
	say("stepyard-init: ");
	say(sentence);
	say("\n");
	end(status);
}

static const char *value_of(const char *name)
{
	for (unsigned at = 0; at < variable_count; at++)
		if (is_variable(variables[at], name))
			return variables[at] + length_of(name) + 1;
	return 0;
}

static void wait_for_turn(const char *path)
{
	char c = 0;
	call(MKNODAT, HERE, (long)path, FIFO | 0600, 0, 0);
	int file = open_file(path, READ_ONLY, 0);
	if (file < 0 || !is_fifo(file))
		fail(70, "STEPYARD_INIT_WAIT must name a FIFO, or a place where one can be made");
	while (call(READ, file, (long)&c, 1, 0, 0) == 1 && c != '\n')
		;
	call(CLOSE, file, 0, 0, 0, 0);
}

static __attribute__((noreturn)) void go(const char *path)
{
	int file = open_file(path, WRITE_ONLY | NONBLOCK, 0);
	if (file < 0 || !is_fifo(file))
		fail(1, "nobody waits at the FIFO that --go names");
	end(call(WRITE, file, (long)"\n", 1, 0, 0) == 1 ? 0 : 1);
}

static __attribute__((noreturn)) void become(char **arguments)
{
	const char *program = arguments[0];
	const char *path = value_of("PATH");
	static char place[4096];
	long refused = -ENOENT_;
	for (const char *at = program; *at; at++)
		if (*at == '/') {
			refused = call(EXECVE, (long)program, (long)arguments, (long)variables, 0, 0);
			path = "";
			break;
		}
	if (!path)
		path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	while (*path) {
		unsigned long length = 0, named = length_of(program);
		while (path[length] && path[length] != ':')
			length++;
		if (length > 0 && length + named + 2 < sizeof place) {
			memcpy(place, path, length);
			place[length] = '/';
			memcpy(place + length + 1, program, named + 1);
			long result = call(EXECVE, (long)place, (long)arguments, (long)variables, 0, 0);
			if (result != -ENOENT_ && result != -ENOTDIR_)
				refused = result;
		}
		path += length;
		if (*path)
			path++;
	}
	if (refused == -ENOENT_ || refused == -ENOTDIR_)
		fail(127, "the program was not found");
	fail(126, "the program was found but cannot be run");
}

static __attribute__((noreturn)) void mask_what_comes(const int *printed)
{
	static const unsigned long all = ~0ul;
	/* No signal for the program's group is meant for it, and none may end it before all is said. */
	call(SETPGID, 0, 0, 0, 0, 0);
	call(SIGPROCMASK, 2, (long)&all, 0, 8, 0);
	call(CLOSE, printed[1], 0, 0, 0, 0);
	call(CLOSE, over[1], 0, 0, 0, 0);
	mask_between(printed[0], over[0]);
}

/* Puts a process between the program and the log, that the program does not know as its child. */
static void start_masking(void)
{
	int printed[2], status;
	if (call(PIPE2, (long)printed, CLOSE_ON_EXEC, 0, 0, 0) < 0)
		fail(70, "no pipe can be made");
	long between = call(CLONE, SIGCHLD_, 0, 0, 0, 0);
	if (between == 0) {
		long masking = call(CLONE, SIGCHLD_, 0, 0, 0, 0);
		if (masking == 0)
			mask_what_comes(printed);
		end(masking < 0);
	}
	if (between < 0 || call(WAIT4, between, (long)&status, 0, 0, 0) != between || status)
		fail(70, "no process can be started");
	call(DUP3, printed[1], 1, 0, 0, 0);
}

static __attribute__((noreturn)) void start_program(char **arguments, const unsigned long *mask)
{
	const char *how = value_of("STEPYARD_INIT");
	const char *turn = value_of("STEPYARD_INIT_WAIT");
	call(SETPGID, 0, 0, 0, 0, 0);
	/* Where standard input is a terminal its foreground becomes the child's; SIGTTOU is blocked still. */
	static const long set_foreground = 0x5410;
	int group = (int)call(GETPID, 0, 0, 0, 0, 0);
	call(IOCTL, 0, set_foreground, (long)&group, 0, 0);
	call(SIGPROCMASK, 2, (long)mask, 0, 8, 0);
	drop_variable("STEPYARD_INIT");
	drop_variable("STEPYARD_INIT_WAIT");
	if (how) {
		if (!same(how, "stdin"))
			fail(70, "STEPYARD_INIT must be `stdin`, or not be set");
		read_frames();
		int nothing = open_file("/dev/null", READ_ONLY, 0);
		if (nothing < 0)
			fail(70, "/dev/null cannot be opened");
		call(DUP3, nothing, 0, 0, 0, 0);
		if (mask_count > 0)
			start_masking();
		/* One pipe for both: an engine reads two side by side, and their lines would change places. */
		call(DUP3, 1, 2, 0, 0, 0);
	}
	if (turn)
		wait_for_turn(turn);
	become(arguments);
}

/* Passes signals on and reaps, until the child has ended. */
static __attribute__((noreturn)) void look_after(const unsigned long *signals)
{
	for (;;) {
		long signal = call(SIGTIMEDWAIT, (long)signals, 0, 0, 8, 0);
		if (signal > 0 && signal != SIGCHLD_ && signal != SIGTTIN_ && signal != SIGTTOU_)
			call(KILL, -child, signal, 0, 0, 0);
		int status, ended = -1;
		long who;
		while ((who = call(WAIT4, -1, (long)&status, 1, 0, 0)) > 0)
			if (who == child)
				ended = (status & 0x7f) ? 128 + (status & 0x7f) : (status >> 8) & 0xff;
		if (ended >= 0) {
			char none;
			call(CLOSE, over[1], 0, 0, 0, 0);
			while (call(READ, done[0], (long)&none, 1, 0, 0) == -EINTR_)
				;
			end(ended);
		}
	}
}

__attribute__((noreturn, used)) void start(long *stack)
{
	long count = stack[0];
	char **arguments = (char **)(stack + 1);
	for (char **at = arguments + count + 1; *at; at++) {
		if (variable_count == MOST_VARIABLES)
			fail(70, "there must be at most 4096 variables");
		variables[variable_count++] = *at;
	}
	if (count == 3 && same(arguments[1], "--go"))
		go(arguments[2]);
	char **program = arguments + 1;
	if (count > 1 && same(*program, "--"))
		program++;
	else if (count > 1 && **program == '-')
		fail(70, "unknown option; give [--] PROGRAM [ARG…], or --go PATH");
	if (!*program || !**program)
		fail(70, "give a program: [--] PROGRAM [ARG…]");

	/* Faults of its own (ILL, TRAP, ABRT, BUS, FPE, SEGV, SYS) stay deadly. */
	unsigned long faults = 1ul << 3 | 1ul << 4 | 1ul << 5 | 1ul << 6 | 1ul << 7 | 1ul << 10 | 1ul << 30;
	unsigned long signals = ~faults, mask;
	call(SIGPROCMASK, 2, (long)&signals, (long)&mask, 8, 0);
	static const long set_subreaper = 36;
	call(PRCTL, set_subreaper, 1, 0, 0, 0);
	if (value_of("STEPYARD_INIT") && (call(PIPE2, (long)over, CLOSE_ON_EXEC, 0, 0, 0) < 0 ||
					  call(PIPE2, (long)done, CLOSE_ON_EXEC, 0, 0, 0) < 0))
		fail(70, "no pipe can be made");
	child = call(CLONE, SIGCHLD_, 0, 0, 0, 0);
	if (child == 0)
		start_program(program, &mask);
	call(CLOSE, over[0], 0, 0, 0, 0);
	call(CLOSE, done[1], 0, 0, 0, 0);
	if (child < 0)
		fail(70, "no process can be started");
	call(SETPGID, child, child, 0, 0, 0);
	look_after(&signals);
}
