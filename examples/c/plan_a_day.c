/* Plans a day from a snapshot document, and reads one reply: everything pure, nothing sent.
 *
 *   plan_a_day [SNAPSHOT.json [NOW]]      NOW in seconds since 1970; a small salon without a file
 */
#include <reactivation/reactivation.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char salon[] =
    "{\"schema\":\"reactivation.snapshot/1\","
    "\"company\":{\"id\":1,\"timezone\":\"Europe/Berlin\"},\"account\":{},"
    "\"services\":[{\"id\":1,\"title\":\"Haircut\"}],\"rules\":[{\"service_id\":1}],"
    "\"clients\":[{\"id\":1,\"phone\":\"+4915112345678\",\"name\":\"Anna\"}],"
    "\"visits\":[{\"client_id\":1,\"service_ids\":[1],\"datetime\":\"2026-01-20T11:00\","
    "\"status\":\"completed\"}]}";

static reactivation_text text_of(const char* text) {
  reactivation_text out;
  out.data = text;
  out.size = strlen(text);
  return out;
}

/* The whole file, ended with 0; null when it cannot be read. */
static char* read_file(const char* path) {
  FILE* file = fopen(path, "rb");
  char* bytes = NULL;
  long size;
  if (file == NULL) return NULL;
  if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0) {
    rewind(file);
    bytes = (char*)malloc((size_t)size + 1);
    if (bytes != NULL) bytes[fread(bytes, 1, (size_t)size, file)] = '\0';
  }
  fclose(file);
  return bytes;
}

/* Everything that is wrong with the document, for whoever made it. */
static void print_issues(reactivation_text snapshot) {
  reactivation_bytes issues;
  if (reactivation_validate(snapshot, &issues, NULL) != REACTIVATION_OK) return;
  fputs(issues.data, stderr);
  reactivation_bytes_free(&issues);
}

int main(int argc, char** argv) {
  char* bytes = argc > 1 ? read_file(argv[1]) : NULL;
  reactivation_text snapshot = text_of(bytes != NULL ? bytes : salon);
  reactivation_plan_options options;
  reactivation_classify_options reply_options;
  reactivation_bytes out;
  reactivation_error error;
  int code = 0;

  if (argc > 1 && bytes == NULL) {
    fprintf(stderr, "%s cannot be read\n", argv[1]);
    return 2;
  }
  if (reactivation_abi_version() != REACTIVATION_ABI_VERSION) {
    fputs("the library is of another version than the headers\n", stderr);
    return 2;
  }
  reactivation_error_init(&error);
  reactivation_plan_options_init(&options);
  options.now_unix_seconds = argc > 2 ? atoll(argv[2]) : 1773133200; /* 2026-03-10T09:00:00Z */
  if (reactivation_plan(snapshot, &options, &out, &error) == REACTIVATION_OK) {
    fputs(out.data, stdout);
    reactivation_bytes_free(&out);
  } else {
    fprintf(stderr, "%s: %s\n", reactivation_status_text(error.status), error.message);
    print_issues(snapshot);
    code = 1;
  }

  reactivation_classify_options_init(&reply_options);
  reply_options.now_unix_seconds = options.now_unix_seconds;
  if (code == 0 && reactivation_classify(text_of("Not now, write me in two weeks"), &reply_options,
                                         &out, &error) == REACTIVATION_OK) {
    puts(out.data);
    reactivation_bytes_free(&out);
  }
  free(bytes);
  return code;
}
