/* Checks that the tests of the page share: every tag of an HTML page is closed in order, and the SVG files are XML. */
#ifndef GB_TESTS_REPORT_PAGE_CHECK_H
#define GB_TESTS_REPORT_PAGE_CHECK_H

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { PAGE_MAX_DEPTH = 64, PAGE_MAX_TAG = 32 };

/* Void elements (meta, img) and <!DOCTYPE> are not closed. `&` must begin one of the four entities we write. */
static inline bool page_well_formed(const char *s, char *why, size_t n) {
    char open[PAGE_MAX_DEPTH][PAGE_MAX_TAG];
    int depth = 0;
    for (const char *p = s; *p; p++) {
        if (*p == '&' && strncmp(p, "&amp;", 5) && strncmp(p, "&lt;", 4) && strncmp(p, "&gt;", 4) &&
            strncmp(p, "&quot;", 6)) {
            snprintf(why, n, "bare & before: %.20s", p);
            return false;
        }
        if (*p != '<' || p[1] == '!') continue;
        bool closing = p[1] == '/';
        char name[PAGE_MAX_TAG] = "";
        const char *t = p + 1 + closing;
        for (size_t i = 0; i + 1 < PAGE_MAX_TAG && isalnum((unsigned char)*t); i++) name[i] = *t++, name[i + 1] = '\0';
        bool quoted = false;
        while (*t && (quoted || *t != '>')) {
            if (*t == '"') quoted = !quoted;
            if (*t == '<') break;
            t++;
        }
        if (*t != '>' || !*name) {
            snprintf(why, n, "broken tag: %.40s", p);
            return false;
        }
        if (closing && (depth == 0 || strcmp(open[depth - 1], name) != 0)) {
            snprintf(why, n, "</%s> closes <%s>", name, depth ? open[depth - 1] : "");
            return false;
        }
        if (closing) depth--;
        if (!closing && strcmp(name, "meta") != 0 && strcmp(name, "img") != 0) {
            if (depth == PAGE_MAX_DEPTH) return false;
            strcpy(open[depth++], name);
        }
        p = t;
    }
    snprintf(why, n, "%d tags left open", depth);
    return depth == 0;
}

#endif
