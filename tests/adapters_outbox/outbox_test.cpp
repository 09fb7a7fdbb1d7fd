#include "reactivation/adapters/outbox.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "adapters_program/hand_over.hpp"
#include "adapters_program/script.hpp"

using namespace hand_over;

namespace {

std::size_t files_in(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(folder)) return 0;
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("an outbox reaches nobody, and what it took stands in a file of its owner") {
  const Script world("");
  Outbox outbox({world.file("out").string(), {}, OutboxMark::none});
  CHECK(outbox.reach() == Reach::nobody);
  Look look;
  const auto receipt = outbox.send(a_message(), look);
  REQUIRE(receipt);
  CHECK(receipt.value().outcome == SendOutcome::accepted);
  CHECK(look.asked == 1);
  const std::string path = outbox.path_of(a_message().attempt_id);
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0600);
  std::ifstream in(path);
  const auto read = nlohmann::json::parse(in);
  CHECK(read["text"] == a_message().text);
  CHECK_FALSE(read.contains("dry_run"));
}

TEST_CASE("the last look is made when the file lacks nothing but its name") {
  const Script world("");
  const auto folder = world.file("out");
  Outbox outbox({folder.string(), {}, OutboxMark::none});
  Look no{false};
  no.during = [&] {
    CHECK(files_in(folder) == 1);
    CHECK_FALSE(std::filesystem::exists(outbox.path_of(a_message().attempt_id)));
  };
  const auto refused = outbox.send(a_message(), no);
  REQUIRE(refused);
  CHECK(refused.value().outcome == SendOutcome::not_started);
  CHECK(no.asked == 1);
  CHECK(files_in(folder) == 0);
  const auto found = outbox.find_outcome(a_message().attempt_id);
  REQUIRE(found);
  CHECK_FALSE(found.value());
}

TEST_CASE("an attempt leaves one file, whatever is said the second time") {
  const Script world("");
  Outbox outbox({world.file("out").string(), {}, OutboxMark::none});
  Look look;
  REQUIRE(outbox.send(a_message(), look));
  OutgoingMessage other = a_message();
  other.text = "something else";
  REQUIRE(outbox.send(other, look));
  std::ifstream in(outbox.path_of(a_message().attempt_id));
  CHECK(nlohmann::json::parse(in)["text"] == a_message().text);
  const auto found = outbox.find_outcome(a_message().attempt_id);
  REQUIRE(found);
  REQUIRE(found.value());
  CHECK(found.value()->outcome == SendOutcome::accepted);
}

TEST_CASE("a folder that cannot be is an error that names it, and the look is not made") {
  const Script world("");
  std::ofstream(world.file("taken")) << "a file";
  Outbox outbox({world.file("taken").string(), {}, OutboxMark::none});
  Look look;
  const auto receipt = outbox.send(a_message(), look);
  REQUIRE_FALSE(receipt);
  CHECK(receipt.error() == make_error_code(errc::messenger_failed));
  CHECK(outbox.detail().find("taken") != std::string::npos);
  CHECK(look.asked == 0);
}
