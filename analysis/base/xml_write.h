/* XML out: appended to a text, which the caller writes. Two blanks of indentation a depth; all of an element's
 * attributes in its start tag, in the order of the calls:
 *
 *     xml_open(t, 1, "load");  xml_number(t, "strain", 5e-3);  xml_text(t, "name", "a & b");  xml_empty(t);
 *
 * gives `  <load strain="0.005" name="a &amp; b"/>`. Markup in values is escaped; line ends and tabs of attributes, which
 * a reader would take as blanks, are written as references, so that a value reads back to the same bytes.
 */
#ifndef GB_BASE_XML_WRITE_H
#define GB_BASE_XML_WRITE_H

#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>

/* The first line of a file. */
void xml_head(struct gb_text *t);
/* `<name`, indented; attributes may follow, then xml_inside or xml_empty. */
void xml_open(struct gb_text *t, int depth, const char *name);
void xml_inside(struct gb_text *t); /* `>`, line end */
void xml_empty(struct gb_text *t);  /* `/>`, line end */
/* `</name>`, indented, line end */
void xml_close(struct gb_text *t, int depth, const char *name);
/* `<name>text</name>`, indented, line end. */
void xml_leaf(struct gb_text *t, int depth, const char *name, const char *text);
/* An attribute that goes on in a new line, below the end of `<element`. */
void xml_break(struct gb_text *t, int depth, const char *element);

void xml_text(struct gb_text *t, const char *name, const char *value);
void xml_number(struct gb_text *t, const char *name, double v); /* exact; "nan" */
void xml_count(struct gb_text *t, const char *name, uint64_t v);
void xml_yes(struct gb_text *t, const char *name, bool yes); /* "yes", "no" */

#endif
