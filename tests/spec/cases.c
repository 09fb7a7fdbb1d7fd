/* The conformance cases' program for C: see README.md. */
#include <reactivation/reactivation.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole file; the caller frees it. */
static char* read_file(const char* path, size_t* size) {
  FILE* file = fopen(path, "rb");
  char* bytes = NULL;
  long end = 0;
  if (file != NULL && fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) >= 0) {
    rewind(file);
    bytes = (char*)malloc((size_t)end + 1);
    if (bytes != NULL) *size = fread(bytes, 1, (size_t)end, file);
  }
  if (file != NULL) fclose(file);
  return bytes;
}

static reactivation_status answer(const char* call, int64_t now, reactivation_text request,
                                  reactivation_bytes* out) {
  if (strcmp(call, "plan") == 0) {
    reactivation_plan_options options;
    reactivation_plan_options_init(&options);
    options.now_unix_seconds = now;
    return reactivation_plan(request, &options, out, NULL);
  }
  if (strcmp(call, "classify") == 0) {
    reactivation_classify_options options;
    reactivation_classify_options_init(&options);
    options.now_unix_seconds = now;
    return reactivation_classify(request, &options, out, NULL);
  }
  if (strcmp(call, "validate") == 0) return reactivation_validate(request, out, NULL);
  return REACTIVATION_UNSUPPORTED;
}

/* One line of the list: call, now, request, answer. 0 when the answer was written. */
static int run_case(char* line) {
  const char* call = strtok(line, "\t");
  const char* now = strtok(NULL, "\t");
  const char* request = strtok(NULL, "\t");
  const char* path = strtok(NULL, "\t\n");
  reactivation_text text;
  reactivation_bytes out = {NULL, 0};
  reactivation_status status = REACTIVATION_INVALID_ARGUMENT;
  FILE* file;
  char* bytes;
  int is_written = 0;
  if (path == NULL || (bytes = read_file(request, &text.size)) == NULL) return 1;
  text.data = bytes;
  status = answer(call, atoll(now), text, &out);
  free(bytes);
  if (status != REACTIVATION_OK) {
    fprintf(stderr, "%s of %s: %s\n", call, request, reactivation_status_text(status));
    return 1;
  }
  file = fopen(path, "wb");
  if (file != NULL) {
    is_written = fwrite(out.data, 1, out.size, file) == out.size;
    is_written = fclose(file) == 0 && is_written;
  }
  reactivation_bytes_free(&out);
  return is_written ? 0 : 1;
}

int main(int argc, char** argv) {
  char line[8192];
  FILE* list = argc > 1 ? fopen(argv[1], "r") : NULL;
  int failed = 0;
  if (list == NULL) return 2;
  while (fgets(line, sizeof line, list) != NULL) failed += run_case(line);
  fclose(list);
  return failed == 0 ? 0 : 1;
}
