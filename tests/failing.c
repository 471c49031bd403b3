/* Preloaded into a run: its n-th call that changes a file under a folder fails, or ends the process there.

   FAULT_UNDER names the folder, FAULT_TRACE a file outside of it that gets a line for each call, FAULT_AT the number of
   the call, from 1, among those whose line holds FAULT_ON, FAULT what befalls it: EIO (once), ENOSPC (and all that is written after it) or KILL. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static int calls;

static int fails(const char *name, const char *path) {
    const char *under = getenv("FAULT_UNDER"), *trace = getenv("FAULT_TRACE"), *fault = getenv("FAULT"), *on = getenv("FAULT_ON");
    if (!under || !trace || !fault || (path[0] == '/' && strncmp(path, under, strlen(under)))) return 0;
    char line[5000];
    int size = snprintf(line, sizeof line, "%s %s\n", name, path);
    if (on && !strstr(line, on)) return 0;
    int call = __sync_add_and_fetch(&calls, 1), at = atoi(getenv("FAULT_AT"));
    int to = open(trace, O_WRONLY | O_APPEND | O_CREAT, 0600);
    syscall(SYS_write, to, line, size);
    close(to);
    if (at == 0 || call < at || (call > at && (strcmp(fault, "ENOSPC") || strcmp(name, "write")))) return 0;
    if (!strcmp(fault, "KILL")) kill(getpid(), SIGKILL);
    errno = strcmp(fault, "EIO") ? ENOSPC : EIO;
    return 1;
}

static int fails_at(const char *name, int fd) {
    char link[40], path[4096];
    int saved = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    errno = saved;
    if (size < 0 || path[0] != '/') return 0; /* a pipe or a socket */
    path[size] = 0;
    return fails(name, path);
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) { REAL(write); return fails_at("write", fd) ? -1 : real(fd, data, size); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { REAL(pwrite); return fails_at("write", fd) ? -1 : real(fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { REAL(pwrite64); return fails_at("write", fd) ? -1 : real(fd, data, size, at); }
int ftruncate(int fd, off_t size) { REAL(ftruncate); return fails_at("truncate", fd) ? -1 : real(fd, size); }
int ftruncate64(int fd, off64_t size) { REAL(ftruncate64); return fails_at("truncate", fd) ? -1 : real(fd, size); }
int fsync(int fd) { REAL(fsync); return fails_at("fsync", fd) ? -1 : real(fd); }
int fdatasync(int fd) { REAL(fdatasync); return fails_at("fsync", fd) ? -1 : real(fd); }
int rename(const char *from, const char *to) { REAL(rename); return fails("rename", from) ? -1 : real(from, to); }
int unlink(const char *path) { REAL(unlink); return fails("unlink", path) ? -1 : real(path); }
