/* Makes calls of SQLite to the system fail, as a disk, a kernel or a memory would: loaded before the program by LD_PRELOAD.
 *
 * A page shared with the test says which calls fail, from which on, how many, and with which error. Only the database (its name has ".db" in
 * it), the files beside it (".files") and, for memory, the threads on which SQLite works, are touched. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, TRUNCATE = 4, OPEN = 8, READ = 16, LOCK = 32, UNLINK = 64, MEMORY = 128, FILES = 256 };

struct control {
    volatile int32_t kinds;     /* which calls fail; 0 for none */
    volatile int32_t error;     /* the errno that they fail with */
    volatile int64_t countdown; /* how many calls succeed before the first that fails */
    volatile int64_t span;      /* how many fail from there on */
    volatile int64_t calls;     /* how many calls of these kinds were made */
    volatile int64_t failed;    /* how many of them failed */
};

#define OPEN_FILES 65536
static struct control *control;
/* What each open file is: 1 for the database, 2 for the files beside it. */
static unsigned char kind_of[OPEN_FILES];

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("SEGUR_TEST_FAULTS");
    if (!path) return;
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    void *page = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (page != MAP_FAILED) control = page;
}

/* Whether this call fails. */
static int fails(int kind) {
    struct control *c = control;
    if (!c || !(c->kinds & kind)) return 0;
    __atomic_add_fetch(&c->calls, 1, __ATOMIC_SEQ_CST);
    int64_t left = __atomic_sub_fetch(&c->countdown, 1, __ATOMIC_SEQ_CST);
    if (left >= 0 || left < -c->span) return 0;
    __atomic_add_fetch(&c->failed, 1, __ATOMIC_SEQ_CST);
    errno = c->error;
    return 1;
}

static int is(int file, int kind) { return file >= 0 && file < OPEN_FILES && kind_of[file] == kind; }

static int known(int file) { return is(file, 1); }

static int noted(int file, const char *path) {
    if (file >= 0 && file < OPEN_FILES) kind_of[file] = !path ? 0 : strstr(path, ".files") ? 2 : strstr(path, ".db") ? 1 : 0;
    return file;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static int of_database(const char *path) { return path && strstr(path, ".db") && !strstr(path, ".files"); }

#define OPENS(name)                                                              \
    int name(const char *path, int flags, ...) {                                 \
        REAL(name);                                                              \
        mode_t mode = 0;                                                         \
        if (flags & (O_CREAT | O_TMPFILE)) {                                     \
            va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); \
        }                                                                        \
        if (of_database(path) && fails(OPEN)) return -1;                         \
        return noted(real(path, flags, mode), path);                             \
    }
OPENS(open)
OPENS(open64)

int close(int file) {
    REAL(close);
    if (file >= 0 && file < OPEN_FILES) kind_of[file] = 0;
    return real(file);
}

ssize_t write(int file, const void *bytes, size_t length) {
    REAL(write);
    if (is(file, 2) && fails(FILES)) return -1;
    return known(file) && fails(WRITE) ? -1 : real(file, bytes, length);
}
ssize_t pwrite(int file, const void *bytes, size_t length, off_t at) {
    REAL(pwrite);
    return known(file) && fails(WRITE) ? -1 : real(file, bytes, length, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t at) {
    REAL(pwrite64);
    return known(file) && fails(WRITE) ? -1 : real(file, bytes, length, at);
}
ssize_t read(int file, void *bytes, size_t length) {
    REAL(read);
    return known(file) && fails(READ) ? -1 : real(file, bytes, length);
}
ssize_t pread(int file, void *bytes, size_t length, off_t at) {
    REAL(pread);
    return known(file) && fails(READ) ? -1 : real(file, bytes, length, at);
}
ssize_t pread64(int file, void *bytes, size_t length, off64_t at) {
    REAL(pread64);
    return known(file) && fails(READ) ? -1 : real(file, bytes, length, at);
}
int fsync(int file) {
    REAL(fsync);
    return known(file) && fails(SYNC) ? -1 : real(file);
}
int fdatasync(int file) {
    REAL(fdatasync);
    return known(file) && fails(SYNC) ? -1 : real(file);
}
int ftruncate(int file, off_t length) {
    REAL(ftruncate);
    return known(file) && fails(TRUNCATE) ? -1 : real(file, length);
}
int ftruncate64(int file, off64_t length) {
    REAL(ftruncate64);
    return known(file) && fails(TRUNCATE) ? -1 : real(file, length);
}
int unlink(const char *path) {
    REAL(unlink);
    return of_database(path) && fails(UNLINK) ? -1 : real(path);
}

#define LOCKS(name)                                                              \
    int name(int file, int command, ...) {                                       \
        REAL(name);                                                              \
        va_list more; va_start(more, command); void *argument = va_arg(more, void *); va_end(more); \
        int locks = command == F_SETLK || command == F_SETLKW;                   \
        int frees = locks && argument && ((struct flock *)argument)->l_type == F_UNLCK; \
        return locks && !frees && known(file) && fails(LOCK) ? -1 : real(file, command, argument); \
    }
LOCKS(fcntl)
LOCKS(fcntl64)

/* Memory: of the threads on which SQLite works, which the program names. */
static __thread char works __attribute__((tls_model("initial-exec")));

static int is_worker(void) {
    if (!works) {
        char name[32] = "";
        works = pthread_getname_np(pthread_self(), name, sizeof name) == 0 && strncmp(name, "sqlx-sqlite", 11) == 0;
    }
    return works;
}

static int lacks_memory(void) { return control && (control->kinds & MEMORY) && is_worker() && fails(MEMORY); }

extern void *__libc_malloc(size_t);
extern void *__libc_realloc(void *, size_t);
void *malloc(size_t size) { return lacks_memory() ? NULL : __libc_malloc(size); }
void *realloc(void *old, size_t size) { return lacks_memory() ? NULL : __libc_realloc(old, size); }
