#include "fault_disk.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fault_test {
namespace {

using Bytes = std::vector<char>;
constexpr std::size_t sector_bytes = 512;

struct Write {
  std::size_t offset = 0;
  Bytes data;
};
struct Truncation {
  std::size_t size = 0;
};
struct Unsynced {
  std::optional<Write> write;
  std::optional<Truncation> truncation;
};

/// What is known of one file since the disk was armed.
struct Image {
  Bytes synced;
  bool is_name_synced = false;  ///< the file is there after a power cut
  bool is_deleted = false;      ///< but that was not synced
  std::vector<Unsynced> later;
};

struct Disk {
  Fault fault = Fault::none;
  long call = 0;
  long calls = 0;
  long refused = 0;
  bool is_armed = false;
  bool is_paused = false;
  bool has_struck = false;
  std::map<std::string, Image> files;
  std::set<std::string> names;  ///< of all files opened so far
  std::function<void()> hook;
} disk;

struct FaultFile {
  sqlite3_file base;
  sqlite3_io_methods methods;
  const char* name;  ///< SQLite keeps it until the file is closed; null for temporary files
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
FaultFile* known(sqlite3_file* file) { return reinterpret_cast<FaultFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return known(file)->real(); }
sqlite3_vfs* under() { return sqlite3_vfs_find("unix"); }

/// Only a power cut needs to know what was synced.
bool keeps_images() { return disk.is_armed && disk.fault == Fault::power_cut; }

bool is_gone() {
  return disk.has_struck && (disk.fault == Fault::kill || disk.fault == Fault::power_cut);
}

enum class Kind : std::uint8_t { write, other };

/// What a call that changes the disk returns; SQLITE_OK: it is made.
int verdict(Kind kind, int code_of_failure) {
  if (!disk.is_armed) return SQLITE_OK;
  if (is_gone()) return code_of_failure;
  if (disk.is_paused || disk.fault == Fault::misread) return SQLITE_OK;
  if (disk.fault == Fault::full && kind != Kind::write) return SQLITE_OK;
  const long call = disk.calls++;
  if (disk.fault == Fault::none || call < disk.call) return SQLITE_OK;
  if (disk.fault == Fault::glitch && call > disk.call) return SQLITE_OK;
  disk.has_struck = true;
  ++disk.refused;
  return disk.fault == Fault::full ? SQLITE_FULL : code_of_failure;
}

Bytes content_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

Image* image_of(sqlite3_file* file) {
  if (!keeps_images() || known(file)->name == nullptr) return nullptr;
  const auto found = disk.files.find(known(file)->name);
  return found == disk.files.end() ? nullptr : &found->second;
}

void apply(Bytes& content, const Unsynced& change) {
  if (change.truncation) content.resize(change.truncation->size);
  if (!change.write) return;
  const auto& [offset, data] = *change.write;
  content.resize(std::max(content.size(), offset + data.size()));
  std::copy(data.begin(), data.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
}

int xWrite(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  if (const int code = verdict(Kind::write, SQLITE_IOERR_WRITE); code != SQLITE_OK) return code;
  if (Image* image = image_of(file)) {
    const char* bytes = static_cast<const char*>(data);
    image->later.push_back(
        {Write{static_cast<std::size_t>(offset), Bytes(bytes, bytes + size)}, std::nullopt});
  }
  return real(file)->pMethods->xWrite(real(file), data, size, offset);
}

int xTruncate(sqlite3_file* file, sqlite3_int64 size) {
  if (const int code = verdict(Kind::other, SQLITE_IOERR_TRUNCATE); code != SQLITE_OK) return code;
  if (Image* image = image_of(file)) {
    image->later.push_back({std::nullopt, Truncation{static_cast<std::size_t>(size)}});
  }
  return real(file)->pMethods->xTruncate(real(file), size);
}

bool is_journal(std::string_view name) {
  return name.ends_with("-wal") || name.ends_with("-journal");
}

/// What was made and deleted so far stays so. SQLite does it at the first sync of a journal.
void sync_folder() {
  std::erase_if(disk.files, [](const auto& known) { return known.second.is_deleted; });
  for (auto& [name, image] : disk.files) image.is_name_synced = true;
}

/// Nothing is really synced: a test has no power cuts of its own, and should be fast.
int xSync(sqlite3_file* file, int) {
  if (disk.is_armed && !disk.is_paused && disk.hook) {
    const std::function<void()> hook = std::exchange(disk.hook, {});
    disk.is_armed = false;
    hook();
    disk.is_armed = true;
    disk.hook = hook;
  }
  if (const int code = verdict(Kind::other, SQLITE_IOERR_FSYNC); code != SQLITE_OK) return code;
  if (Image* image = image_of(file)) {
    for (const Unsynced& change : image->later) apply(image->synced, change);
    image->later.clear();
    if (!image->is_name_synced && is_journal(known(file)->name)) sync_folder();
  }
  return SQLITE_OK;
}

int xRead(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
  if (is_gone()) return SQLITE_IOERR_READ;
  if (disk.is_armed && !disk.is_paused && disk.fault == Fault::misread &&
      disk.calls++ == disk.call) {
    disk.has_struck = true;
    ++disk.refused;
    return SQLITE_IOERR_READ;
  }
  return real(file)->pMethods->xRead(real(file), out, size, offset);
}

int xShmMap(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
  if (is_gone()) return SQLITE_IOERR_SHMMAP;
  if (extend != 0) {
    const int code = verdict(Kind::other, SQLITE_IOERR_SHMSIZE);
    if (code != SQLITE_OK) return code;
  }
  return real(file)->pMethods->xShmMap(real(file), region, size, extend, out);
}

/// The index of the log stays when a process dies; the next one to open it starts it anew.
int xShmUnmap(sqlite3_file* file, int is_removed) {
  return real(file)->pMethods->xShmUnmap(real(file), is_gone() ? 0 : is_removed);
}

#define FORWARD(name, parameters, arguments) \
  int name parameters { return real(f)->pMethods->name arguments; }
FORWARD(xFileSize, (sqlite3_file * f, sqlite3_int64* n), (real(f), n))
FORWARD(xLock, (sqlite3_file * f, int kind), (real(f), kind))
FORWARD(xUnlock, (sqlite3_file * f, int kind), (real(f), kind))
FORWARD(xCheckReservedLock, (sqlite3_file * f, int* out), (real(f), out))
FORWARD(xFileControl, (sqlite3_file * f, int op, void* p), (real(f), op, p))
FORWARD(xSectorSize, (sqlite3_file * f), (real(f)))
FORWARD(xDeviceCharacteristics, (sqlite3_file * f), (real(f)))
FORWARD(xShmLock, (sqlite3_file * f, int a, int b, int c), (real(f), a, b, c))
FORWARD(xClose, (sqlite3_file * f), (real(f)))
#undef FORWARD
void xShmBarrier(sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); }

/// Remembers what the file holds when it is first opened under arms.
void watch(const char* name) {
  if (!keeps_images() || name == nullptr) return;
  const auto [found, is_new] = disk.files.try_emplace(name);
  found->second.is_deleted = false;
  if (!is_new || !std::filesystem::exists(name)) return;
  found->second.synced = content_of(name);
  found->second.is_name_synced = true;
}

int xOpen(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
  std::memset(file, 0, sizeof(FaultFile));
  if (is_gone()) return SQLITE_CANTOPEN;
  const bool is_made =
      name != nullptr && (flags & SQLITE_OPEN_CREATE) != 0 && !std::filesystem::exists(name);
  if (is_made) {
    const int code = verdict(Kind::other, SQLITE_CANTOPEN);
    if (code != SQLITE_OK) return code;
  }
  sqlite3_file* below = known(file)->real();
  std::memset(below, 0, static_cast<std::size_t>(under()->szOsFile));
  watch(name);
  const int code = under()->xOpen(under(), name, below, flags, out);
  if (code != SQLITE_OK || below->pMethods == nullptr) return code;
  known(file)->name = name;
  if (name != nullptr) disk.names.insert(name);
  sqlite3_io_methods& methods = known(file)->methods;
  methods.iVersion = 2;
  methods.xClose = xClose;
  methods.xRead = xRead;
  methods.xWrite = xWrite;
  methods.xTruncate = xTruncate;
  methods.xSync = xSync;
  methods.xFileSize = xFileSize;
  methods.xLock = xLock;
  methods.xUnlock = xUnlock;
  methods.xCheckReservedLock = xCheckReservedLock;
  methods.xFileControl = xFileControl;
  methods.xSectorSize = xSectorSize;
  methods.xDeviceCharacteristics = xDeviceCharacteristics;
  methods.xShmMap = xShmMap;
  methods.xShmLock = xShmLock;
  methods.xShmBarrier = xShmBarrier;
  methods.xShmUnmap = xShmUnmap;
  file->pMethods = &methods;
  return SQLITE_OK;
}

int xDelete(sqlite3_vfs*, const char* name, int is_folder_synced) {
  if (const int code = verdict(Kind::other, SQLITE_IOERR_DELETE); code != SQLITE_OK) return code;
  if (const auto found = disk.files.find(name); disk.is_armed && found != disk.files.end()) {
    found->second.is_deleted = true;
    if (is_folder_synced != 0) sync_folder();
  }
  return under()->xDelete(under(), name, is_folder_synced);
}

/// Applies those sectors of the write that the disk got to.
void apply_torn(Bytes& content, const Write& write, std::mt19937_64& random) {
  std::size_t from = 0;
  while (from < write.data.size()) {
    const std::size_t place = write.offset + from;
    const std::size_t until =
        std::min(write.data.size(), from + sector_bytes - place % sector_bytes);
    if (random() % 2 == 0) {
      content.resize(std::max(content.size(), write.offset + until));
      std::copy(write.data.begin() + static_cast<std::ptrdiff_t>(from),
                write.data.begin() + static_cast<std::ptrdiff_t>(until),
                content.begin() + static_cast<std::ptrdiff_t>(place));
    }
    from = until;
  }
}

}  // namespace

FaultDisk::FaultDisk() : vfs_(*under()) {
  vfs_.zName = "fault-disk";
  vfs_.szOsFile = static_cast<int>(sizeof(FaultFile)) + under()->szOsFile;
  vfs_.xOpen = xOpen;
  vfs_.xDelete = xDelete;
  vfs_.pNext = nullptr;
  sqlite3_vfs_register(&vfs_, 1);
  disk = {};
}

FaultDisk::~FaultDisk() {
  disk = {};
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(under(), 1);
}

void FaultDisk::arm(Fault fault, long call) {
  std::set<std::string> names = std::move(disk.names);
  disk = {};
  disk.fault = fault;
  disk.call = call;
  disk.is_armed = true;
  std::erase_if(names, [](const std::string& name) { return !std::filesystem::exists(name); });
  for (const std::string& name : names) watch(name.c_str());
  disk.names = std::move(names);
}

void FaultDisk::disarm() {
  disk.is_armed = false;
  disk.has_struck = false;
}

void FaultDisk::pause() { disk.is_paused = true; }
void FaultDisk::resume() { disk.is_paused = false; }
bool FaultDisk::is_dead() const { return is_gone(); }
bool FaultDisk::has_struck() const { return disk.has_struck; }
long FaultDisk::calls() const { return disk.calls; }
long FaultDisk::refused() const { return disk.refused; }
void FaultDisk::on_sync(std::function<void()> hook) { disk.hook = std::move(hook); }

void FaultDisk::lose_power(std::uint64_t seed) {
  std::mt19937_64 random{seed};
  for (const auto& [name, image] : disk.files) {
    const bool is_there = !image.is_deleted || random() % 2 == 0;
    if (!is_there || (!image.is_name_synced && random() % 2 == 0)) {
      std::filesystem::remove(name);
      continue;
    }
    Bytes content = image.synced;
    for (const Unsynced& change : image.later) {
      if (change.write) apply_torn(content, *change.write, random);
      if (change.truncation && random() % 2 == 0) content.resize(change.truncation->size);
    }
    std::ofstream{name, std::ios::binary | std::ios::trunc}.write(
        content.data(), static_cast<std::streamsize>(content.size()));
    std::filesystem::remove(name + "-shm");
  }
}

}  // namespace fault_test
