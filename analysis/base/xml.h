/* XML in: a small read-only tree over libxml2 (the only file that includes it). No network, no entities, no DTD.
 * Every node knows its line, so that a message can say "study.xml:12: <compress> axes='w': ...".
 */
#ifndef GB_BASE_XML_H
#define GB_BASE_XML_H

#include "base/error.h"

#include <stddef.h>

struct gb_xml_attribute {
    char *name, *value;
};

struct gb_xml_node {
    char *name;
    char *text; /* the node's own text, outer blanks removed; "" when none */
    long line;
    size_t n_attributes, n_children;
    struct gb_xml_attribute *attribute; /* owned */
    struct gb_xml_node **child;         /* owned */
};

/* Reads a file ("-": standard input). GB_EINPUT with file:line and the parser's own words when it is not well-formed,
 * has a DTD, or is nested deeper than 64. *root is the caller's, freed with gb_xml_free. */
int gb_xml_read(struct gb_xml_node **root, const char *path, struct gb_error *err);
int gb_xml_parse(struct gb_xml_node **root, const char *text, size_t len, const char *path, struct gb_error *err);
void gb_xml_free(struct gb_xml_node *node);

/* The value, or NULL when absent. */
const char *gb_xml_attribute(const struct gb_xml_node *node, const char *name);
/* First child of that name, or NULL. */
const struct gb_xml_node *gb_xml_child(const struct gb_xml_node *node, const char *name);

#endif
