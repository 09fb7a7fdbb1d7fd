// Hints that wait in a folder.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "adapters_sqlite/store_fixture.hpp"
#include "reactivation/adapters/yclients_hints.hpp"

using namespace reactivation;

namespace {

std::string fresh(const store_test::Folder& folder) { return folder.file() + ".hooks"; }

std::vector<YclientsHint> sorted(std::vector<YclientsHint> hints) {
  std::sort(hints.begin(), hints.end(),
            [](const YclientsHint& a, const YclientsHint& b) { return a.id < b.id; });
  return hints;
}

const YclientsHint record{YclientsHint::Kind::record, 9, 5};
const YclientsHint person{YclientsHint::Kind::client, 12, 0};

}  // namespace

TEST_CASE("Hints wait once each until they are forgotten") {
  const store_test::Folder folder;
  YclientsHintFolder listener(fresh(folder));
  REQUIRE(listener.keep(record));
  REQUIRE(listener.keep(record));
  REQUIRE(listener.keep(person));
  YclientsHintFolder reader(fresh(folder));
  const std::vector<YclientsHint> both{record, person};
  CHECK(sorted(reader.take().value()) == both);
  // The reader died: another one finds them again.
  YclientsHintFolder next(fresh(folder));
  CHECK(sorted(next.take().value()) == both);
  next.forget();
  CHECK(next.take().value().empty());
  CHECK(std::filesystem::is_empty(fresh(folder)));
}

TEST_CASE("A hint that comes while an earlier one is read again is not forgotten with it") {
  const store_test::Folder folder;
  YclientsHintFolder listener(fresh(folder));
  YclientsHintFolder reader(fresh(folder));
  REQUIRE(listener.keep(record));
  REQUIRE(reader.take().value().size() == 1);
  REQUIRE(listener.keep(record));
  reader.forget();
  CHECK(reader.take().value() == std::vector<YclientsHint>{record});
}

TEST_CASE("A folder that is not there has nothing, and one that cannot be made is an error") {
  YclientsHintFolder nowhere("/proc/nowhere/hooks");
  CHECK(nowhere.take().value().empty());
  CHECK_FALSE(nowhere.keep(record));
}

TEST_CASE("Other files of the folder are left alone") {
  const store_test::Folder folder;
  YclientsHintFolder hints(fresh(folder));
  REQUIRE(hints.keep(record));
  for (const char* name : {"note.txt", "record-x-1.hint", "record-0-1.hint", "record-1.hint"}) {
    std::ofstream(fresh(folder) + "/" + name) << "x";
  }
  CHECK(hints.take().value() == std::vector<YclientsHint>{record});
}
