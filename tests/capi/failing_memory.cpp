#include "failing_memory.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

using namespace failing_memory;

void* take(std::size_t size) noexcept {
  if (fails_now()) return nullptr;
  void* memory = std::malloc(std::max<std::size_t>(size, 1));
  if (memory != nullptr) ++alive;
  return memory;
}
void give_back(void* memory) noexcept {
  if (memory == nullptr) return;
  --alive;
  std::free(memory);
}

}  // namespace

// The library's own allocations come here too: the program's operators are the process's.
void* operator new(std::size_t size) {
  if (void* memory = take(size)) return memory;
  throw std::bad_alloc{};
}
void* operator new[](std::size_t size) {
  if (void* memory = take(size)) return memory;
  throw std::bad_alloc{};
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { give_back(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { give_back(memory); }
