#include "find_by_name.hpp"

#include <charconv>
#include <cstdint>

#include "failure.hpp"
#include "reactivation/engine/import_values.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

namespace {

const std::string& name_of(const Service& service) { return service.title; }
const std::string& name_of(const Staff& member) { return member.name; }

template <class Thing>
auto find(const std::vector<Thing>& things, const std::string& text, const std::string& place,
          const char* noun) {
  const Thing* found = nullptr;
  for (const Thing& thing : things) {
    if (folded(name_of(thing)) != folded(text)) continue;
    if (found) {
      fail_usage(place + " \"" + typed(text) + "\": several " + noun +
                 " are called that; name the id");
    }
    found = &thing;
  }
  if (found) return found->id;
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error == std::errc{} && end == text.data() + text.size()) {
    for (const Thing& thing : things) {
      if (thing.id.value == id) return thing.id;
    }
  }
  fail_usage(place + " \"" + typed(text) + "\": there are no " + noun + " with this id or name");
}

}  // namespace

ServiceId find_service(const std::vector<Service>& services, const std::string& text,
                       const std::string& place) {
  return find(services, text, place, "services");
}

StaffId find_staff(const std::vector<Staff>& staff, const std::string& text,
                   const std::string& place) {
  return find(staff, text, place, "staff members");
}

}  // namespace cli
