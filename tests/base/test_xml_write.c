/* XML out: the bytes, and that every value reads back to itself. */
#include "base/xml.h"
#include "base/xml_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void bytes(void **state) {
    (void)state;
    struct gb_text t = {0};
    xml_head(&t);
    xml_open(&t, 0, "a");
    xml_number(&t, "x", 0.1);
    xml_count(&t, "n", UINT64_C(12345678901234567890));
    xml_inside(&t);
    xml_open(&t, 1, "b");
    xml_yes(&t, "y", true);
    xml_break(&t, 1, "b");
    xml_yes(&t, "z", false);
    xml_empty(&t);
    xml_leaf(&t, 2, "c", "1 < 2 & \"3\"");
    xml_close(&t, 0, "a");
    assert_string_equal(t.s, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a x=\"0.1\" n=\"12345678901234567890\">\n"
                             "  <b y=\"yes\"\n     z=\"no\"/>\n    <c>1 &lt; 2 &amp; &quot;3&quot;</c>\n</a>\n");
    free(t.s);
}

static void round_trip(void **state) {
    (void)state;
    static const char *const value[] = {"", "plain", "a\nb\tc\r", "<&>\"'", " blanks  ", "\xc3\xa9"};
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        struct gb_text t = {0};
        struct gb_xml_node *root;
        xml_open(&t, 0, "a");
        xml_text(&t, "v", value[i]);
        xml_empty(&t);
        assert_int_equal(gb_xml_parse(&root, t.s, t.len, "t", NULL), GB_OK);
        assert_string_equal(gb_xml_attribute(root, "v"), value[i]);
        gb_xml_free(root);
        free(t.s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(bytes), cmocka_unit_test(round_trip)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
