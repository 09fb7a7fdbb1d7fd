#include "bytes.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace reactivation::csv {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

class FileBytes final : public Bytes {
public:
  FileBytes(std::FILE* file, std::int64_t total) : file_(file), total_(total) {}

  std::optional<std::size_t> read(char* into, std::size_t capacity) override {
    const std::size_t count = std::fread(into, 1, capacity, file_.get());
    if (count == 0 && std::ferror(file_.get()) != 0) return std::nullopt;
    return count;
  }
  bool rewind() override { return std::fseek(file_.get(), 0, SEEK_SET) == 0; }
  std::int64_t total() const noexcept override { return total_; }

private:
  std::unique_ptr<std::FILE, CloseFile> file_;
  std::int64_t total_;
};

class MemoryBytes final : public Bytes {
public:
  explicit MemoryBytes(std::string bytes) : bytes_(std::move(bytes)) {}

  std::optional<std::size_t> read(char* into, std::size_t capacity) override {
    const std::size_t count = std::min(capacity, bytes_.size() - at_);
    std::memcpy(into, bytes_.data() + at_, count);
    at_ += count;
    return count;
  }
  bool rewind() override {
    at_ = 0;
    return true;
  }
  std::int64_t total() const noexcept override { return static_cast<std::int64_t>(bytes_.size()); }

private:
  std::string bytes_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<Bytes> open_file(const std::string& path) {
  std::error_code error;
  // A pipe could be read only once; the reader goes over the bytes more than once.
  if (!std::filesystem::is_regular_file(path, error)) return nullptr;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return nullptr;
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return nullptr;
  return std::make_unique<FileBytes>(file, static_cast<std::int64_t>(size));
}

std::unique_ptr<Bytes> open_memory(std::string bytes) {
  return std::make_unique<MemoryBytes>(std::move(bytes));
}

}  // namespace reactivation::csv
