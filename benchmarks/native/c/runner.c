/*
 * The runner for libbson: compare-c peer operation document-file. It prepares the operation and checks that it does what it
 * says, else prints a line with the error and exits with 1; warms up; prints a line {"ready":true,...}; then runs as often
 * as each line that it reads says, and prints the sample.
 */
#define _POSIX_C_SOURCE 200809L
#include <bson/bson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WARM_UP 10
#define DEEPEST 256

/* What is appended: a value of a name, or the start or end of a container. */
typedef struct {
   enum { VALUE, DOCUMENT, ARRAY, END_DOCUMENT, END_ARRAY } kind;
   const char *key;
   int key_length;
   bson_value_t value;
} step_t;

static const char *file;
static bson_t document;
static const uint8_t *data;
static size_t length;
static char *text;      /* the document as canonical Extended JSON */
static bson_t target;   /* reused: it keeps its memory */
static step_t *steps;
static size_t step_count, step_room;
static const char *last_key;
static volatile int64_t sink;

static void
fail (const char *what)
{
   printf ("{\"error\":\"%s\"}\n", what);
   exit (1);
}

static void
check (bool right, const char *what)
{
   if (!right) {
      fail (what);
   }
}

static step_t *
add_step (void)
{
   if (step_count == step_room) {
      step_room = step_room == 0 ? 64 : 2 * step_room;
      steps = realloc (steps, step_room * sizeof *steps);
   }
   memset (&steps[step_count], 0, sizeof *steps);
   return &steps[step_count++];
}

static void
gather_steps (bson_iter_t *iter)
{
   while (bson_iter_next (iter)) {
      step_t *step = add_step ();
      bson_iter_t inner;
      step->key = strdup (bson_iter_key (iter));
      step->key_length = (int) bson_iter_key_len (iter);
      if (BSON_ITER_HOLDS_DOCUMENT (iter) || BSON_ITER_HOLDS_ARRAY (iter)) {
         bool array = BSON_ITER_HOLDS_ARRAY (iter);
         step->kind = array ? ARRAY : DOCUMENT;
         check (bson_iter_recurse (iter, &inner), "recursion");
         gather_steps (&inner);
         add_step ()->kind = array ? END_ARRAY : END_DOCUMENT;
      } else {
         step->kind = VALUE;
         bson_value_copy (bson_iter_value (iter), &step->value);
      }
   }
}

static int64_t
append (void)
{
   static bson_t open[DEEPEST];
   bson_t *parents[DEEPEST];
   int depth = 0;
   parents[0] = &target;
   bson_reinit (&target);
   for (size_t i = 0; i < step_count; i++) {
      const step_t *step = &steps[i];
      switch (step->kind) {
      case VALUE:
         bson_append_value (parents[depth], step->key, step->key_length, &step->value);
         break;
      case DOCUMENT:
         bson_append_document_begin (parents[depth], step->key, step->key_length, &open[depth + 1]);
         depth++;
         parents[depth] = &open[depth];
         break;
      case ARRAY:
         bson_append_array_begin (parents[depth], step->key, step->key_length, &open[depth + 1]);
         depth++;
         parents[depth] = &open[depth];
         break;
      case END_DOCUMENT:
         depth--;
         bson_append_document_end (parents[depth], &open[depth + 1]);
         break;
      case END_ARRAY:
         depth--;
         bson_append_array_end (parents[depth], &open[depth + 1]);
         break;
      }
   }
   return target.len;
}

/*
 * Visits every element and adds up its type, the length of its name (not in arrays) and its value: numbers, dates and
 * booleans as they are, a double as its bits, texts and binaries as their length, others as 0. Unsigned, so that it wraps.
 */
static uint64_t
walk (bson_iter_t *iter, bool array)
{
   uint64_t sum = 0;
   while (bson_iter_next (iter)) {
      bson_type_t type = bson_iter_type (iter);
      bson_iter_t inner;
      uint32_t size = 0;
      const uint8_t *bytes;
      bson_subtype_t subtype;
      double number;
      uint64_t bits;
      sum += (uint8_t) type;
      if (!array) {
         sum += bson_iter_key_len (iter);
      }
      switch (type) {
      case BSON_TYPE_DOUBLE:
         number = bson_iter_double (iter);
         memcpy (&bits, &number, sizeof bits);
         sum += bits;
         break;
      case BSON_TYPE_UTF8:
         bson_iter_utf8 (iter, &size);
         sum += size;
         break;
      case BSON_TYPE_CODE:
         bson_iter_code (iter, &size);
         sum += size;
         break;
      case BSON_TYPE_SYMBOL:
         bson_iter_symbol (iter, &size);
         sum += size;
         break;
      case BSON_TYPE_BINARY:
         bson_iter_binary (iter, &subtype, &size, &bytes);
         sum += size;
         break;
      case BSON_TYPE_DOCUMENT:
      case BSON_TYPE_ARRAY:
         if (bson_iter_recurse (iter, &inner)) {
            sum += walk (&inner, type == BSON_TYPE_ARRAY);
         }
         break;
      case BSON_TYPE_BOOL:
         sum += bson_iter_bool (iter);
         break;
      case BSON_TYPE_DATE_TIME:
         sum += (uint64_t) bson_iter_date_time (iter);
         break;
      case BSON_TYPE_INT32:
         sum += (uint64_t) (int64_t) bson_iter_int32 (iter);
         break;
      case BSON_TYPE_INT64:
         sum += (uint64_t) bson_iter_int64 (iter);
         break;
      default:
         break;
      }
   }
   return sum;
}

static int64_t
iterate (void)
{
   bson_iter_t iter;
   bson_iter_init (&iter, &document);
   return (int64_t) walk (&iter, false);
}

static int64_t
skip (void)
{
   bson_iter_t iter;
   int64_t sum = 0;
   bson_iter_init (&iter, &document);
   while (bson_iter_next (&iter)) {
      sum += (uint8_t) bson_iter_type (&iter);
   }
   return sum;
}

static int64_t
validate (void)
{
   /* A NUL is a character of BSON's strings like any other. */
   return bson_validate (&document, BSON_VALIDATE_UTF8 | BSON_VALIDATE_UTF8_ALLOW_NULL, NULL) ? (int64_t) length : -1;
}

/*
 * Whether an unknown type of the last element is found: some versions stop half way, at JavaScript with scope for example,
 * and say that all is well. (Those before 2.0.1 also say so of malformed UTF-8, but they have looked at all texts until then.)
 */
static bool
validates_to_the_end (void)
{
   bson_iter_t iter;
   bson_t broken;
   uint32_t last = 0;
   bson_iter_init (&iter, &document);
   while (bson_iter_next (&iter)) {
      last = bson_iter_offset (&iter);
   }
   uint8_t *copy = malloc (length);
   memcpy (copy, data, length);
   copy[last] = 0x20;
   bool found = bson_init_static (&broken, copy, length) &&
                !bson_validate (&broken, BSON_VALIDATE_UTF8 | BSON_VALIDATE_UTF8_ALLOW_NULL, NULL);
   free (copy);
   return found;
}

/* A number, or the seconds of an ObjectId. */
static int64_t
get (void)
{
   bson_iter_t iter;
   if (!bson_iter_init_find (&iter, &document, last_key)) {
      return -1;
   }
   return BSON_ITER_HOLDS_OID (&iter) ? (int64_t) (uint32_t) bson_oid_get_time_t (bson_iter_oid (&iter))
                                      : bson_iter_as_int64 (&iter);
}

static int64_t
to_json (void)
{
   size_t size;
   char *json = bson_as_canonical_extended_json (&document, &size);
   int64_t made = json != NULL;
   bson_free (json);
   return made - 1;
}

static int64_t
from_json (void)
{
   bson_error_t error;
   bson_t parsed;
   if (!bson_init_from_json (&parsed, text, -1, &error)) {
      return -1;
   }
   int64_t same = parsed.len == length ? 0 : -1;
   bson_destroy (&parsed);
   return same;
}

static char *
read_file (const char *path, size_t *size)
{
   FILE *in = fopen (path, "rb");
   check (in != NULL && fseek (in, 0, SEEK_END) == 0, "document file cannot be read");
   *size = (size_t) ftell (in);
   rewind (in);
   char *bytes = malloc (*size + 1);
   check (fread (bytes, 1, *size, in) == *size, "document file cannot be read");
   bytes[*size] = 0;
   fclose (in);
   return bytes;
}

static void
read_text (void)
{
   char path[4096];
   size_t size;
   snprintf (path, sizeof path, "%.*s.json", (int) (strlen (file) - strlen (".bson")), file);
   text = read_file (path, &size);
   bson_error_t error;
   bson_t *parsed = bson_new_from_json ((uint8_t *) text, (ssize_t) size, &error);
   check (parsed != NULL && bson_equal (parsed, &document), "wrong: document from JSON");
   bson_destroy (parsed);
}

/* Prepares an operation and checks that it does what it says. */
static int64_t (*prepare (const char *operation)) (void)
{
   bson_iter_t iter;
   data = (uint8_t *) read_file (file, &length);
   check (bson_init_static (&document, data, length), "document file is no document");
   bson_init (&target);
   if (strcmp (operation, "append") == 0) {
      bson_iter_init (&iter, &document);
      gather_steps (&iter);
      check (append () == (int64_t) length && memcmp (bson_get_data (&target), data, length) == 0,
             "wrong: appended bytes");
      return append;
   }
   if (strcmp (operation, "iterate") == 0) {
      return iterate;
   }
   if (strcmp (operation, "skip") == 0) {
      return skip;
   }
   if (strcmp (operation, "validate") == 0) {
      check (validate () == (int64_t) length, "libbson finds the document invalid");
      check (validates_to_the_end (), "libbson does not validate this document to its end");
      return validate;
   }
   if (strcmp (operation, "get") == 0) {
      bson_iter_init (&iter, &document);
      while (bson_iter_next (&iter)) {
         last_key = bson_iter_key (&iter);
      }
      return get;
   }
   if (strcmp (operation, "to-json") == 0) {
      check (to_json () == 0, "wrong: no JSON");
      return to_json;
   }
   if (strcmp (operation, "from-json") == 0) {
      read_text ();
      return from_json;
   }
   fail ("operation (expected: one that this peer has)");
   return NULL;
}

static int64_t
nanos (void)
{
   struct timespec now;
   clock_gettime (CLOCK_MONOTONIC, &now);
   return now.tv_sec * INT64_C (1000000000) + now.tv_nsec;
}

static int64_t
run (int64_t (*operation) (void), long iterations)
{
   int64_t before = nanos ();
   for (long i = 0; i < iterations; i++) {
      sink = operation ();
   }
   return nanos () - before;
}

int
main (int argc, char **argv)
{
   char line[64];
   if (argc != 4) {
      fail ("arguments (expected: peer operation document-file)");
   }
   file = argv[3];
   int64_t (*operation) (void) = prepare (argv[2]);
   const char *name = strrchr (file, '/') ? strrchr (file, '/') + 1 : file;
   char head[1024];
   snprintf (head,
             sizeof head,
             "{\"peer\":\"%s\",\"version\":\"libbson %s\",\"operation\":\"%s\",\"document\":\"%s\"",
             argv[1],
             bson_get_version (),
             argv[2],
             name);
   run (operation, WARM_UP);
   printf ("%s,\"ready\":true,\"result\":\"%lld\"}\n", head, (long long) sink);
   fflush (stdout);
   while (fgets (line, sizeof line, stdin) != NULL) {
      long iterations = strtol (line, NULL, 10);
      int64_t spent = run (operation, iterations);
      printf ("%s,\"iterations\":%ld,\"nanos\":%lld,\"bytes\":%zu}\n", head, iterations, (long long) spent, length);
      fflush (stdout);
   }
   return 0;
}
