/* The page, see report.h. Figures are embedded as data: URIs, so that the ids inside the SVG files cannot clash and the
 * page stays one file. */
#include "report/report.h"

#include "base/file.h"
#include "report/gnuplot.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char style[] =
    ":root{color-scheme:light}"
    "body{margin:0 auto;max-width:60rem;padding:1rem;background:#fff;color:#1a1a1a;"
    "font:16px/1.5 system-ui,'DejaVu Sans',Arial,sans-serif}"
    "h1{font-size:1.7rem;line-height:1.2;margin:.5rem 0 0}h2{font-size:1.25rem;margin:2rem 0 .5rem;"
    "border-bottom:1px solid #bbb}.sub{color:#555;margin:.2rem 0 1rem}"
    "p,figcaption{max-width:46rem}"
    ".warn{border-left:4px solid #d55e00;background:#fdf3ea;padding:.4rem .8rem;margin:.5rem 0}"
    "figure{margin:1.5rem 0;break-inside:avoid}figure img{width:100%;max-width:720px;height:auto;display:block}"
    "figcaption{font-size:.92rem;color:#333;margin-top:.3rem}"
    ".wide{overflow-x:auto;margin:.4rem 0 .8rem}"
    "table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}"
    ".cap{font-size:.92rem;color:#333;margin:1rem 0 0}"
    "th,td{padding:.2rem .6rem;border-bottom:1px solid #ddd;text-align:left;white-space:nowrap;vertical-align:top}"
    "thead th{border-bottom:2px solid #888}tbody th{font-weight:normal}.n{text-align:right}"
    "details{margin:.8rem 0}summary{cursor:pointer;font-weight:600}"
    "sub{font-size:.75em;line-height:0}pre{overflow-x:auto;background:#f5f5f5;padding:.6rem;font-size:.82rem;line-"
    "height:1.35}"
    "@media (max-width:600px){body{padding:.6rem;font-size:15px}th,td{padding:.2rem .4rem}"
    "th{white-space:normal}}"
    "@media "
    "print{html{font-size:9.5pt}body{max-width:none;font-size:1rem;padding:0}pre{white-space:pre-wrap}.wide{overflow:"
    "visible}"
    "figure img{width:auto;max-width:13cm;max-height:11cm}figure{margin:.8rem "
    "0}table{font-size:7.5pt}th,td{padding:.1rem .25rem}h2{break-after:avoid}}";

/* For attributes, titles and preformatted text. */
static void add_plain(struct report *r, const char *s) {
    char *clean = gnuplot_clean_utf8(s);
    gb_text_add_escaped(&r->html, clean);
    free(clean);
}

/* The same with "_{...}" as a subscript. */
static void add_text(struct report *r, const char *s) {
    char *clean = gnuplot_clean_utf8(s), *p = clean;
    for (char *open, *close; (open = strstr(p, "_{")) && (close = strchr(open, '}')); p = close + 1) {
        *open = *close = '\0';
        gb_text_add_escaped(&r->html, p);
        gb_text_add(&r->html, "<sub>");
        gb_text_add_escaped(&r->html, open + 2);
        gb_text_add(&r->html, "</sub>");
    }
    gb_text_add_escaped(&r->html, p);
    free(clean);
}

static void add_element(struct report *r, const char *open, const char *text, const char *close) {
    gb_text_add(&r->html, "%s", open);
    add_text(r, text);
    gb_text_add(&r->html, "%s\n", close);
}

int report_begin(struct report *r, const char *title, const char *subtitle, const char *work, struct gb_error *err) {
    *r = (struct report){{0}, gb_strdup(work), 0, 0};
    gb_text_add(&r->html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    gb_text_add(&r->html, "<title>");
    add_plain(r, title);
    gb_text_add(&r->html, "</title>\n");
    gb_text_add(&r->html, "<style>%s</style>\n</head>\n<body>\n", style);
    add_element(r, "<h1>", title, "</h1>");
    if (subtitle && *subtitle) add_element(r, "<p class=\"sub\">", subtitle, "</p>");
    return gb_mkdirs(work, err);
}

void report_heading(struct report *r, const char *id, const char *title) {
    gb_text_add(&r->html, "<h2 id=\"");
    add_plain(r, id);
    add_element(r, "\">", title, "</h2>");
}

void report_paragraph(struct report *r, const char *text) { add_element(r, "<p>", text, "</p>"); }

void report_warning(struct report *r, const char *text) { add_element(r, "<p class=\"warn\">", text, "</p>"); }

void report_links(struct report *r, const char *lead, size_t n, const char *const *href, const char *const *text) {
    gb_text_add(&r->html, "<p>");
    add_text(r, lead);
    for (size_t i = 0; i < n; i++) {
        gb_text_add(&r->html, "%s<a href=\"", i ? ", " : " ");
        add_plain(r, href[i]);
        gb_text_add(&r->html, "\">");
        add_plain(r, text[i]);
        gb_text_add(&r->html, "</a>");
    }
    gb_text_add(&r->html, "</p>\n");
}

void report_details_begin(struct report *r, const char *summary) {
    add_element(r, "<details>\n<summary>", summary, "</summary>");
}

void report_details_end(struct report *r) { gb_text_add(&r->html, "</details>\n"); }

void report_preformatted(struct report *r, const char *summary, const char *text) {
    report_details_begin(r, summary);
    gb_text_add(&r->html, "<pre>");
    add_plain(r, text);
    gb_text_add(&r->html, "</pre>\n");
    report_details_end(r);
}

/* A number, perhaps signed, with its error, or the dash that stands for a missing one. */
static bool is_number(const char *s) {
    if (strcmp(s, "–") == 0) return true;
    if (*s == '-' || *s == '+') s++;
    return isdigit((unsigned char)*s) && strspn(s, "0123456789.()eE+-") == strlen(s);
}

static bool numeric_column(size_t c, size_t n_col, size_t n_row, const char *const *cell) {
    bool any = false;
    for (size_t i = 0; i < n_row; i++) {
        const char *s = cell[i * n_col + c];
        if (!s || !*s) continue;
        if (!is_number(s)) return false;
        any = true;
    }
    return any;
}

void report_table(struct report *r, const char *caption, size_t n_col, const char *const *header, size_t n_row,
                  const char *const *cell) {
    if (caption && *caption) add_element(r, "<p class=\"cap\">", caption, "</p>");
    gb_text_add(&r->html, "<div class=\"wide\"><table>\n");
    const char **class = GB_ARRAY(n_col, const char *);
    for (size_t c = 0; c < n_col; c++) class[c] = numeric_column(c, n_col, n_row, cell) ? " class=\"n\"" : "";
    gb_text_add(&r->html, "<thead><tr>");
    for (size_t c = 0; c < n_col; c++) {
        gb_text_add(&r->html, "<th scope=\"col\"%s>", class[c]);
        add_text(r, header[c]);
        gb_text_add(&r->html, "</th>");
    }
    gb_text_add(&r->html, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < n_row; i++) {
        gb_text_add(&r->html, "<tr>");
        for (size_t c = 0; c < n_col; c++) {
            gb_text_add(&r->html, c ? "<td%s>" : "<th scope=\"row\"%s>", class[c]);
            if (cell[i * n_col + c]) add_text(r, cell[i * n_col + c]);
            gb_text_add(&r->html, c ? "</td>" : "</th>");
        }
        gb_text_add(&r->html, "</tr>\n");
    }
    gb_text_add(&r->html, "</tbody>\n</table></div>\n");
    free(class);
}

static void add_base64(struct gb_text *b, const unsigned char *s, size_t n) {
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i;
        uint32_t v =
            (uint32_t)s[i] << 16 | (uint32_t)(left > 1 ? s[i + 1] : 0) << 8 | (uint32_t)(left > 2 ? s[i + 2] : 0);
        char out[4] = {digit[v >> 18], digit[v >> 12 & 63], left > 1 ? digit[v >> 6 & 63] : '=',
                       left > 2 ? digit[v & 63] : '='};
        gb_text_addn(b, out, 4);
    }
}

int report_figure(struct report *r, const char *name, const char *alt, const char *caption, int width, int height,
                  const char *script, struct gb_error *err) {
    size_t warnings = 0, len = 0;
    char *svg = NULL, *path = gb_format("%s/%s.svg", r->work, name);
    int rc = gnuplot_run(r->work, name, width, height, script, &warnings, err);
    if (rc == GB_OK) rc = gb_file_read(path, &svg, &len, err);
    if (rc == GB_OK) {
        r->n_warnings += warnings;
        gb_text_add(&r->html, "<figure id=\"figure-%s\">\n<img width=\"%d\" height=\"%d\" alt=\"", name, width, height);
        add_plain(r, alt);
        gb_text_add(&r->html, "\" src=\"data:image/svg+xml;base64,");
        add_base64(&r->html, (const unsigned char *)svg, len);
        gb_text_add(&r->html, "\">\n<figcaption><b>Figure %zu.</b> ", ++r->n_figures);
        add_text(r, caption);
        gb_text_add(&r->html, "</figcaption>\n</figure>\n");
    }
    free(svg);
    free(path);
    return rc;
}

int report_end(struct report *r, const char *path, struct gb_error *err) {
    gb_text_add(&r->html, "</body>\n</html>\n");
    return gb_file_write(path, r->html.s, r->html.len, err);
}

void report_clear(struct report *r) {
    free(r->html.s);
    free(r->work);
    *r = (struct report){0};
}
