/* Running gnuplot and writing its language, see gnuplot.h.
 *
 * Only single-quoted strings are written: gnuplot runs no commands (back-quotes) and expands no macros (@) inside them.
 * A quote inside could be doubled, but gnuplot 5.4 takes a doubled quote at the very start for the end: quotes in text
 * become typographic ones. The path of the folder never enters a script; gnuplot is started inside it.
 */
#include "report/gnuplot.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Length of the UTF-8 character at s, 0 when it is none (overlong, surrogate, beyond U+10FFFF, or not for XML). */
static size_t utf8_length(const unsigned char *s) {
    if (s[0] < 0x80) return s[0] >= 0x20 && s[0] != 0x7f ? 1 : 0;
    size_t n = s[0] >= 0xc2 && s[0] <= 0xdf ? 2 : (s[0] & 0xf0) == 0xe0 ? 3 : s[0] >= 0xf0 && s[0] <= 0xf4 ? 4 : 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80) return 0;
    if (n == 2 && s[0] == 0xc2 && s[1] < 0xa0) return 0; /* C1 controls */
    if (n == 3 && ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f))) return 0;
    if (n == 3 && s[0] == 0xef && s[1] == 0xbf && s[2] > 0xbd) return 0; /* U+FFFE, U+FFFF */
    if (n == 4 && ((s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))) return 0;
    return n;
}

char *gnuplot_clean_utf8(const char *s) {
    struct gb_text b = {0};
    gb_text_addn(&b, "", 0);
    while (s && *s) {
        size_t n = utf8_length((const unsigned char *)s);
        bool keep = n > 0 || *s == '\n' || *s == '\t';
        gb_text_addn(&b, keep ? s : "?", n > 0 ? n : 1);
        s += n > 0 ? n : 1;
    }
    return b.s;
}

char *gnuplot_escape(const char *s) {
    char *clean = gnuplot_clean_utf8(s);
    struct gb_text b = {0};
    gb_text_addn(&b, "", 0);
    for (const char *p = clean; *p; p++) {
        if (strchr("_^{}@&~\\", *p)) gb_text_addn(&b, "\\", 1);
        if (*p == '\'')
            gb_text_add(&b, "’");
        else
            gb_text_addn(&b, *p == '\n' || *p == '\t' ? " " : p, 1);
    }
    free(clean);
    return b.s;
}

void gnuplot_add_string(struct gb_text *b, const char *s) {
    char *e = gnuplot_escape(s);
    gb_text_add(b, "'%s'", e);
    free(e);
}

void gnuplot_add_block(struct gb_text *b, const char *name, size_t n, size_t n_col, const double *const *column) {
    gb_text_add(b, "$%s << EOD\n", name);
    for (size_t i = 0; i < n; i++) {
        for (size_t c = 0; c < n_col; c++) {
            double v = column[c] ? column[c][i] : NAN;
            if (c) gb_text_addn(b, " ", 1);
            if (isfinite(v))
                gb_text_add(b, "%.7g", v);
            else
                gb_text_addn(b, "NaN", 3);
        }
        gb_text_addn(b, "\n", 1);
    }
    gb_text_addn(b, "EOD\n", 4);
}

/* In the child, after fork: only async-signal-safe calls. Sends errno through `tell` when gnuplot cannot be started. */
static void child(const char *work, const char *script, int messages, int tell) {
    int null = open("/dev/null", O_RDWR);
    char *const argv[] = {(char *)"gnuplot", (char *)"-d", (char *)script, NULL};
    if (null >= 0 && dup2(null, 0) >= 0 && dup2(null, 1) >= 0 && dup2(messages, 2) >= 0 && chdir(work) == 0)
        execvp("gnuplot", argv);
    int code = errno;
    ssize_t ignored = write(tell, &code, sizeof code);
    (void)ignored;
    _exit(127);
}

static ssize_t read_again(int fd, void *buf, size_t n) {
    ssize_t got;
    do got = read(fd, buf, n);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Starts gnuplot and waits; its messages go to *said (the caller's). start_errno: why it did not start, or 0. */
static int spawn(const char *work, const char *script, struct gb_text *said, int *status, int *start_errno,
                 struct gb_error *err) {
    int messages[2], tell[2];
    *start_errno = 0;
    if (pipe2(messages, O_CLOEXEC) != 0) return gb_fail(err, GB_EFAIL, "no pipe to gnuplot: %s", strerror(errno));
    if (pipe2(tell, O_CLOEXEC) != 0) {
        close(messages[0]), close(messages[1]);
        return gb_fail(err, GB_EFAIL, "no pipe to gnuplot: %s", strerror(errno));
    }
    pid_t pid = fork();
    if (pid == 0) child(work, script, messages[1], tell[1]);
    int fork_errno = errno;
    close(messages[1]), close(tell[1]);
    if (pid > 0) {
        char buf[4096];
        for (ssize_t got; (got = read_again(messages[0], buf, sizeof buf)) > 0;) gb_text_addn(said, buf, (size_t)got);
        if (read_again(tell[0], start_errno, sizeof *start_errno) != (ssize_t)sizeof *start_errno) *start_errno = 0;
        while (waitpid(pid, status, 0) < 0 && errno == EINTR) continue;
    }
    close(messages[0]), close(tell[0]);
    if (pid < 0) return gb_fail(err, GB_EFAIL, "gnuplot cannot be started: %s", strerror(fork_errno));
    return GB_OK;
}

/* The words of gnuplot's error: what follows its echo of the line, in one line. */
static char *one_line(const char *said) {
    struct gb_text b = {0};
    gb_text_addn(&b, "", 0);
    const char *at = said ? strstr(said, "\", line ") : NULL; /* "name.gp", line 12: message */
    while (at && at > said && at[-1] != '\n') at--;
    for (const char *p = at ? at : said ? said : ""; *p; p++) {
        bool space = *p == '\n' || *p == '\t' || *p == ' ';
        if (space && (b.len == 0 || b.s[b.len - 1] == ' ')) continue;
        gb_text_addn(&b, space ? " " : p, 1);
    }
    while (b.len > 0 && b.s[b.len - 1] == ' ') b.s[--b.len] = '\0';
    return b.s;
}

static int keep_warnings(const char *work, const char *name, const struct gb_text *said, size_t *n_warnings,
                         struct gb_error *err) {
    char *log = gb_format("%s/%s.log", work, name);
    size_t lines = 0;
    for (size_t i = 0; i < said->len; i++) lines += said->s[i] == '\n';
    int rc = GB_OK;
    if (said->len > 0)
        rc = gb_file_write(log, said->s, said->len, err);
    else
        unlink(log);
    if (n_warnings) *n_warnings = lines;
    free(log);
    return rc;
}

int gnuplot_run(const char *work, const char *name, int width, int height, const char *script, size_t *n_warnings,
                struct gb_error *err) {
    char *file = gb_format("%s.gp", name), *path = gb_format("%s/%s", work, file);
    struct gb_text text = {0}, said = {0};
    gb_text_add(&text,
                "set encoding utf8\nset terminal svg size %d,%d enhanced font 'sans-serif,16' background '#ffffff'\n",
                width, height);
    gb_text_add(&text, "set output '%s.svg'\n%s\nset output\n", name, script);
    int status = 0, start_errno = 0;
    int rc = gb_file_write(path, text.s, text.len, err);
    if (rc == GB_OK) rc = spawn(work, file, &said, &status, &start_errno, err);
    if (rc == GB_OK && start_errno == ENOENT)
        rc = gb_fail(
            err, GB_EFAIL,
            "gnuplot is not installed (or not in PATH): figures need the package gnuplot-nox; `make deps` installs it");
    else if (rc == GB_OK && start_errno)
        rc = gb_fail(err, GB_EFAIL, "gnuplot cannot be started: %s", strerror(start_errno));
    else if (rc == GB_OK && (!WIFEXITED(status) || WEXITSTATUS(status) != 0)) {
        char *words = one_line(said.s);
        if (WIFSIGNALED(status))
            rc = gb_fail(err, GB_EFAIL, "%s: gnuplot was ended by signal %d", path, WTERMSIG(status));
        else
            rc = gb_fail(err, GB_EFAIL, "%s: gnuplot failed: %s", path, *words ? words : "without a message");
        free(words);
    }
    if (rc == GB_OK) rc = keep_warnings(work, name, &said, n_warnings, err);
    free(said.s);
    free(text.s);
    free(path);
    free(file);
    return rc;
}
