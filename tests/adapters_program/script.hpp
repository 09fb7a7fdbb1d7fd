// A folder with a script in it that plays the host's program.
#pragma once

#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

class Script {
public:
  explicit Script(const std::string& body) {
    std::string name = (std::filesystem::temp_directory_path() / "reactivation-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no folder for a test");
    folder_ = name;
    write(body);
  }
  ~Script() { std::filesystem::remove_all(folder_); }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  void write(const std::string& body) const {
    std::ofstream(path()) << "#!/bin/sh\ncd '" << folder_.string() << "'\n" << body << "\n";
    ::chmod(path().c_str(), 0700);
  }
  [[nodiscard]] std::string path() const { return (folder_ / "send").string(); }
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] std::string text_of(const std::string& name) const {
    std::ifstream in(file(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

private:
  std::filesystem::path folder_;
};
