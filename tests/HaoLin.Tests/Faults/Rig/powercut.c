/* A power cut, rehearsed: under whoever runs with this library preloaded, keeps beside one folder what of it had reached the disk.
 *
 * A file's bytes reach the disk by fsync or fdatasync of the file; the names in a folder by fsync of the folder or of a file in
 * it. Whatever else was written is gone after a cut: the test kills everybody and puts this copy in the folder's place.
 *
 *   POWERCUT_FOLDER   the folder that is watched
 *   POWERCUT_DISK     where the copy is kept: content/<file>, one per file whatever its names, and names/<path>, links to them
 *   POWERCUT_ALL      when set, all that is there now has reached the disk (what a shutdown in order does)
 *
 * The real flush is left out: nobody waits for this machine's own disk.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PATH 2048
#define FOLDERS 64

static const char *folder, *disk;
static size_t folder_length;

static void die(const char *what, const char *path)
{
    /* Better no run than one that believes a copy which is not whole. */
    dprintf(2, "powercut: %s %s: %s\n", what, path, strerror(errno));
    _exit(99);
}

/* A file keeps its copy under all its names; the time it was made tells it from an earlier one of the same number. */
static void content_of(const struct statx *file, char *path)
{
    snprintf(path, PATH, "%s/content/%llu-%lld-%u", disk, (unsigned long long)file->stx_ino, (long long)file->stx_btime.tv_sec, file->stx_btime.tv_nsec);
}

static int look(const char *path, struct statx *found)
{
    return statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, found);
}

/* Reads by the caller's own descriptor where it can: to close another one would end the caller's locks on the file. */
static void keep_bytes(int caller, const char *path, const struct statx *file)
{
    char kept[PATH];
    content_of(file, kept);
    int to = open(kept, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (to < 0 || flock(to, LOCK_EX)) die("cannot keep", kept);
    int own = caller < 0 || (fcntl(caller, F_GETFL) & O_ACCMODE) == O_WRONLY;
    int from = own ? open(path, O_RDONLY | O_CLOEXEC) : caller;
    if (from < 0) die("cannot read", path);
    loff_t read = 0, written = 0;
    for (;;) {
        ssize_t moved = copy_file_range(from, &read, to, &written, 1 << 26, 0);
        if (moved == 0) break;
        if (moved < 0 && errno != EINTR) die("cannot copy", path);
    }
    if (ftruncate(to, written) || fchmod(to, file->stx_mode & 07777)) die("cannot end", kept);
    if (own) close(from);
    close(to);
}

static void keep_names(const char *relative, int everything)
{
    char source[PATH], target[PATH];
    snprintf(source, PATH, "%s%s", folder, relative);
    snprintf(target, PATH, "%s/names%s", disk, relative);
    struct statx found;
    if (look(source, &found)) return;
    mkdir(target, 0700);
    chmod(target, found.stx_mode & 07777);
    DIR *there = opendir(source);
    if (!there) return;
    for (struct dirent *entry; (entry = readdir(there));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        char from[PATH], to[PATH], kept[PATH], further[PATH];
        if (snprintf(from, PATH, "%s/%s", source, entry->d_name) >= PATH || snprintf(to, PATH, "%s/%s", target, entry->d_name) >= PATH) die("too long", source);
        if (look(from, &found)) continue;
        if (S_ISDIR(found.stx_mode)) {
            /* A folder that came here whole, by another name until now, brings its names along. */
            if (snprintf(further, PATH, "%s/%s", relative, entry->d_name) < PATH && (everything || mkdir(to, 0700) == 0)) keep_names(further, everything);
        } else if (S_ISREG(found.stx_mode)) {
            if (everything) keep_bytes(-1, from, &found);
            content_of(&found, kept);
            /* A name may reach the disk before its bytes: then the file is empty. */
            int empty = open(kept, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
            if (empty < 0) die("cannot keep", kept);
            close(empty);
            struct stat now, before;
            if (stat(kept, &now)) die("cannot see", kept);
            if (lstat(to, &before) == 0 && before.st_ino == now.st_ino) continue;
            char beside[PATH];
            if (snprintf(beside, PATH, "%s/beside-%d", disk, getpid()) >= PATH) die("too long", disk);
            unlink(beside);
            if (link(kept, beside) || rename(beside, to)) die("cannot name", to);
        }
    }
    closedir(there);
    DIR *named = opendir(target);
    if (!named) die("cannot list", target);
    for (struct dirent *entry; (entry = readdir(named));) {
        char from[PATH], to[PATH];
        if (entry->d_type != DT_REG) continue;
        if (snprintf(from, PATH, "%s/%s", source, entry->d_name) >= PATH || snprintf(to, PATH, "%s/%s", target, entry->d_name) >= PATH) die("too long", source);
        if (look(from, &found) && errno == ENOENT) unlink(to);
    }
    closedir(named);
}

/* A folder in which nothing was named since it was last looked through is left alone. Its clock ticks coarsely, so that a
   change just after a look can bear the same time: only a time that lay clearly before the look counts. */
static int unchanged(const char *relative, int learn, const struct statx *folder_now)
{
    static struct { char path[256]; struct statx_timestamp at; } seen[FOLDERS];
    unsigned slot = 5381;
    for (const char *letter = relative; *letter; letter++) slot = slot * 33 + (unsigned char)*letter;
    slot %= FOLDERS;
    if (strlen(relative) >= sizeof seen[0].path) return 0;
    if (!learn)
        return !strcmp(seen[slot].path, relative) && seen[slot].at.tv_sec == folder_now->stx_mtime.tv_sec && seen[slot].at.tv_nsec == folder_now->stx_mtime.tv_nsec;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    long long since = (now.tv_sec - folder_now->stx_mtime.tv_sec) * 1000LL + (now.tv_nsec - (long)folder_now->stx_mtime.tv_nsec) / 1000000;
    if (since < 100) return 0;
    strcpy(seen[slot].path, relative);
    seen[slot].at = folder_now->stx_mtime;
    return 1;
}

static void names_reached_the_disk(const char *relative, int everything)
{
    static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
    char path[PATH], lock[PATH];
    struct statx now;
    snprintf(path, PATH, "%s%s", folder, relative);
    pthread_mutex_lock(&turn);
    if (look(path, &now) == 0 && (everything || !unchanged(relative, 0, &now))) {
        snprintf(lock, PATH, "%s/lock", disk);
        int held = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (held < 0 || flock(held, LOCK_EX)) die("cannot lock", lock);
        /* Parents first, where they are new. */
        char parent[PATH];
        for (size_t i = 1; relative[0] && i < strlen(relative); i++)
            if (relative[i] == '/') {
                snprintf(parent, PATH, "%s/names%.*s", disk, (int)i, relative);
                mkdir(parent, 0700);
            }
        keep_names(relative, everything);
        unchanged(relative, 1, &now);
        close(held);
    }
    pthread_mutex_unlock(&turn);
}

static int reached_the_disk(int file)
{
    int before = errno;
    char link[64], path[PATH];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH - 1);
    if (length < 0) { errno = EBADF; return -1; }
    path[length] = 0;
    struct statx found;
    if (strncmp(path, folder, folder_length) || (path[folder_length] != '/' && path[folder_length])) return (int)syscall(SYS_fsync, file);
    if (look(path, &found) == 0) {
        char *relative = path + folder_length;
        if (S_ISDIR(found.stx_mode)) names_reached_the_disk(relative, 0);
        else if (S_ISREG(found.stx_mode)) {
            keep_bytes(file, path, &found);
            *strrchr(relative, '/') = 0;
            names_reached_the_disk(relative, 0);
        }
    }
    errno = before;
    return 0;
}

int fsync(int file) { return folder ? reached_the_disk(file) : (int)syscall(SYS_fsync, file); }
int fdatasync(int file) { return folder ? reached_the_disk(file) : (int)syscall(SYS_fdatasync, file); }

__attribute__((constructor)) static void begin(void)
{
    if (!getenv("POWERCUT_FOLDER") || !getenv("POWERCUT_DISK")) return;
    /* Copies: PostgreSQL writes its title for ps over its environment. */
    folder = strdup(getenv("POWERCUT_FOLDER"));
    disk = strdup(getenv("POWERCUT_DISK"));
    if (!folder || !disk) die("no memory for", "names");
    folder_length = strlen(folder);
    char made[PATH];
    umask(umask(0) & ~0700);
    snprintf(made, PATH, "%s/content", disk); mkdir(made, 0777); chmod(made, 0777);
    snprintf(made, PATH, "%s/names", disk); mkdir(made, 0777);
    if (getenv("POWERCUT_ALL")) names_reached_the_disk("", 1);
}
