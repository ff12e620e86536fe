/* Why a stage failed, in one line. See engine.h.
 *
 * LAMMPS, built without exceptions as Debian does, ends the process at an error. What it leaves is in its log (and on
 * its screen):
 *     ERROR: Unrecognized pair style 'eam/foo' (src/force.cpp:275)
 *     Last command: pair_style eam/foo
 */
#include "run/engine.h"

#include "base/file.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static const char last_command[] = "Last command:";

/* What a log tells: its last line that begins with ERROR, the command after it, and its last line that is not blank. */
struct log_words {
    char *error, *command, *last;
};

static void words_clear(struct log_words *w) {
    free(w->error);
    free(w->command);
    free(w->last);
    *w = (struct log_words){NULL, NULL, NULL};
}

static void set(char **text, const char *value) {
    free(*text);
    *text = gb_strdup(value);
}

static void read_words(struct log_words *w, const char *path) {
    char *text = NULL, *save = NULL;
    size_t len = 0;
    *w = (struct log_words){NULL, NULL, NULL};
    if (gb_file_read(path, &text, &len, NULL) != GB_OK) return;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < 32 && text[i] != '\n') text[i] = ' '; /* a NUL, too, would hide the rest */
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        line += strspn(line, " ");
        if (line[strspn(line, "-")] == '\0') continue; /* blank, or one of mpirun's rules */
        if (strncmp(line, "ERROR", 5) == 0) set(&w->error, line);
        if (strncmp(line, last_command, sizeof last_command - 1) == 0) {
            const char *command = line + sizeof last_command - 1;
            set(&w->command, command + strspn(command, " "));
        }
        set(&w->last, line);
    }
    free(text);
}

static void add_signal(struct gb_text *b, int sig) {
    gb_text_add(b, "killed by signal %d (%s)", sig, strsignal(sig));
    if (sig == SIGKILL) gb_text_add(b, ", by hand or for want of memory");
    gb_text_add(b, "; the same command resumes it");
}

char *engine_fault(const char *stage, const char *partial, const char *log, int status, const char *said) {
    char *lammps = gb_format("%s/log.lammps", partial);
    struct log_words w = {NULL, NULL, NULL}, screen;
    struct gb_text b = {0};
    read_words(&w, lammps);
    read_words(&screen, log);
    const char *where = w.error || !screen.error ? lammps : log;
    const struct log_words *told = w.error || !screen.error ? &w : &screen;
    gb_text_add(&b, "%s: ", stage);
    if (said && *said) {
        gb_text_add(&b, "%s", said);
        where = w.last ? lammps : log;
    } else if (told->error) {
        gb_text_add(&b, "LAMMPS: %s", told->error);
        if (told->command) gb_text_add(&b, "; command: %s", told->command);
    } else if (WIFSIGNALED(status)) {
        add_signal(&b, WTERMSIG(status));
        where = w.last ? lammps : log;
    } else {
        gb_text_add(&b, "ended with status %d", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
        gb_text_add(&b, screen.last ? "; its last words: %s" : " and said nothing%s", screen.last ? screen.last : "");
        where = log;
    }
    gb_text_add(&b, "; log: %s", where);
    words_clear(&w);
    words_clear(&screen);
    free(lammps);
    return b.s;
}
