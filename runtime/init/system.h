/* The few system calls that init needs, without a C library: Linux on x86-64 and arm64. */
#ifndef STEPYARD_SYSTEM_H
#define STEPYARD_SYSTEM_H

#if defined(__x86_64__)
enum { READ = 0, WRITE = 1, CLOSE = 3, FSTAT = 5, IOCTL = 16, SIGPROCMASK = 14, GETPID = 39, CLONE = 56, EXECVE = 59,
       WAIT4 = 61, KILL = 62, FCHMOD = 91, SETPGID = 109, SIGTIMEDWAIT = 128, PRCTL = 157, EXIT_GROUP = 231,
       OPENAT = 257, MKDIRAT = 258, MKNODAT = 259, PPOLL = 271, DUP3 = 292, PIPE2 = 293 };
enum { MODE_OFFSET = 24, NOFOLLOW = 0400000 };

static long call(long number, long a, long b, long c, long d, long e)
{
	long result;
	register long fourth __asm__("r10") = d;
	register long fifth __asm__("r8") = e;
	__asm__ volatile("syscall" : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth)
			 : "rcx", "r11", "memory");
	return result;
}

__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall start\n");

#elif defined(__aarch64__)
enum { READ = 63, WRITE = 64, CLOSE = 57, FSTAT = 80, IOCTL = 29, SIGPROCMASK = 135, GETPID = 172, CLONE = 220, EXECVE = 221,
       WAIT4 = 260, KILL = 129, FCHMOD = 52, SETPGID = 154, SIGTIMEDWAIT = 137, PRCTL = 167, EXIT_GROUP = 94,
       OPENAT = 56, MKDIRAT = 34, MKNODAT = 33, PPOLL = 73, DUP3 = 24, PIPE2 = 59 };
enum { MODE_OFFSET = 16, NOFOLLOW = 0100000 };

static long call(long number, long a, long b, long c, long d, long e)
{
	register long which __asm__("x8") = number;
	register long first __asm__("x0") = a;
	register long second __asm__("x1") = b;
	register long third __asm__("x2") = c;
	register long fourth __asm__("x3") = d;
	register long fifth __asm__("x4") = e;
	__asm__ volatile("svc 0" : "+r"(first)
			 : "r"(which), "r"(second), "r"(third), "r"(fourth), "r"(fifth)
			 : "memory");
	return first;
}

__asm__(".globl _start\n_start:\n\tmov x29, #0\n\tmov x30, #0\n\tmov x0, sp\n\tbl start\n");

#else
#error "init knows x86-64 and arm64"
#endif

enum { EACCES_ = 13, EEXIST_ = 17, ENOENT_ = 2, ENOTDIR_ = 20, EINTR_ = 4 };
enum { READ_ONLY = 0, WRITE_ONLY = 01, CREATE = 0100, EXCLUSIVE = 0200, NONBLOCK = 04000, CLOSE_ON_EXEC = 02000000 };
enum { HERE = -100, FIFO = 0010000, KIND = 0170000 };
enum { SIGCHLD_ = 17, SIGTSTP_ = 20, SIGTTIN_ = 21, SIGTTOU_ = 22 };

/* A compiler may call these by itself. */
void *memcpy(void *to, const void *from, unsigned long length)
{
	char *out = to;
	const char *in = from;
	while (length--)
		*out++ = *in++;
	return to;
}

void *memset(void *at, int value, unsigned long length)
{
	char *out = at;
	while (length--)
		*out++ = (char)value;
	return at;
}

static unsigned long length_of(const char *text)
{
	unsigned long length = 0;
	while (text[length])
		length++;
	return length;
}

static int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static __attribute__((noreturn)) void end(int status)
{
	for (;;)
		call(EXIT_GROUP, status, 0, 0, 0, 0);
}

static void say(const char *text)
{
	call(WRITE, 2, (long)text, (long)length_of(text), 0, 0);
}

static void say_number(long number)
{
	char digits[24];
	char *at = digits + sizeof digits - 1;
	*at = 0;
	do
		*--at = (char)('0' + number % 10);
	while (number /= 10);
	say(at);
}

static int open_file(const char *path, int flags, int mode)
{
	long file;
	do
		file = call(OPENAT, HERE, (long)path, flags | CLOSE_ON_EXEC, mode, 0);
	while (file == -EINTR_);
	return (int)file;
}

static int is_fifo(int file)
{
	char facts[256];
	if (call(FSTAT, file, (long)facts, 0, 0, 0) < 0)
		return 0;
	return (*(unsigned int *)(facts + MODE_OFFSET) & KIND) == FIFO;
}

#endif
