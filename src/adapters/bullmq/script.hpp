// What the server runs for each job. Private to the adapter.
#pragma once

namespace reactivation::bullmq {

extern const char* const add_job_script;

}  // namespace reactivation::bullmq
