// A disk that takes only so many writes: SQLite's own file layer, with a counter before it.
#include <cstring>

#include "store_fixture.hpp"

using namespace store_test;

namespace {

long writes_left = -1;  // -1: as many as it likes

struct CountedFile {
  sqlite3_file base;
  sqlite3_io_methods methods;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

CountedFile* counted(sqlite3_file* file) { return reinterpret_cast<CountedFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return counted(file)->real(); }

int limited_write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  if (writes_left == 0) return SQLITE_FULL;
  if (writes_left > 0) --writes_left;
  return real(file)->pMethods->xWrite(real(file), data, size, offset);
}

#define FORWARD(name, parameters, arguments) \
  int name parameters { return real(f)->pMethods->name arguments; }
FORWARD(xRead, (sqlite3_file * f, void* p, int n, sqlite3_int64 o), (real(f), p, n, o))
FORWARD(xTruncate, (sqlite3_file * f, sqlite3_int64 n), (real(f), n))
FORWARD(xSync, (sqlite3_file * f, int flags), (real(f), flags))
FORWARD(xFileSize, (sqlite3_file * f, sqlite3_int64* n), (real(f), n))
FORWARD(xLock, (sqlite3_file * f, int kind), (real(f), kind))
FORWARD(xUnlock, (sqlite3_file * f, int kind), (real(f), kind))
FORWARD(xCheckReservedLock, (sqlite3_file * f, int* out), (real(f), out))
FORWARD(xFileControl, (sqlite3_file * f, int op, void* p), (real(f), op, p))
FORWARD(xSectorSize, (sqlite3_file * f), (real(f)))
FORWARD(xDeviceCharacteristics, (sqlite3_file * f), (real(f)))
FORWARD(xShmMap, (sqlite3_file * f, int a, int b, int c, void volatile** p), (real(f), a, b, c, p))
FORWARD(xShmLock, (sqlite3_file * f, int a, int b, int c), (real(f), a, b, c))
FORWARD(xShmUnmap, (sqlite3_file * f, int flag), (real(f), flag))
#undef FORWARD
void xShmBarrier(sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); }
int xClose(sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); }

sqlite3_vfs* under() { return sqlite3_vfs_find("unix"); }

int xOpen(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
  std::memset(file, 0, sizeof(CountedFile));
  sqlite3_file* below = counted(file)->real();
  std::memset(below, 0, static_cast<std::size_t>(under()->szOsFile));
  const int code = under()->xOpen(under(), name, below, flags, out);
  if (code != SQLITE_OK || below->pMethods == nullptr) return code;
  sqlite3_io_methods& methods = counted(file)->methods;
  methods.iVersion = 2;
  methods.xClose = xClose;
  methods.xRead = xRead;
  methods.xWrite = limited_write;
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

/// Makes the counting layer the default for as long as it lives.
class SmallDisk {
public:
  SmallDisk() : vfs_(*under()) {
    vfs_.zName = "small-disk";
    vfs_.szOsFile = static_cast<int>(sizeof(CountedFile)) + under()->szOsFile;
    vfs_.xOpen = xOpen;
    vfs_.pNext = nullptr;
    sqlite3_vfs_register(&vfs_, 1);
    writes_left = -1;
  }
  ~SmallDisk() {
    writes_left = -1;
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(under(), 1);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

private:
  sqlite3_vfs vfs_;
};

/// The whole work of a small import; false as soon as something fails.
std::error_code import_some(SqliteStore& store) {
  if (auto begun = store.begin(salon); !begun) return begun.error();
  if (auto put = store.put_service({"s", "Haircut", 1000, true}); !put) return put.error();
  for (int i = 0; i < 40; ++i) {
    ImportedClient client;
    client.external_id = "c" + std::to_string(i);
    client.opt_out = i == 7;
    if (auto put = store.put_client(client); !put) return put.error();
    ImportedVisit visit;
    visit.client_external_id = client.external_id;
    visit.service_external_ids = {"s"};
    visit.starts_at = at("2025-01-01T10:00:00Z") + Seconds{i * 86400};
    if (auto put = store.put_visit(visit); !put) return put.error();
  }
  if (auto done = store.commit(); !done) return done.error();
  return {};
}

}  // namespace

TEST_CASE("A disk that fills up at any write undoes the import, says so, and nothing is lost") {
  const SmallDisk disk;
  const Folder folder;
  REQUIRE(opened(folder.file())->create_company(new_company()));
  const std::string before = dump(folder.file());
  int failures = 0;
  bool is_done = false;
  for (long allowed = 0; allowed < 400 && !is_done; allowed += allowed < 30 ? 1 : 7) {
    CAPTURE(allowed);
    {
      const auto store = opened(folder.file(), OpenMode::existing);
      writes_left = allowed;
      const std::error_code code = import_some(*store);
      writes_left = -1;
      is_done = !code;
      if (code) {
        ++failures;
        CHECK(code == errc::storage_full);
        CHECK(store->detail().find("no space") != std::string::npos);
        store->rollback();
        // The same store goes on once there is space again.
        CHECK(store->load_company(salon));
      }
    }
    CHECK(Sql{folder.file()}.one("PRAGMA integrity_check") == "ok");
    if (!is_done) CHECK(dump(folder.file()) == before);
  }
  CHECK(failures > 3);
  CHECK(is_done);
  CHECK(Sql{folder.file()}.number("SELECT count(*) FROM bookings") == 40);
}

TEST_CASE("A disk that is full at the first opening leaves no half-made schema") {
  const SmallDisk disk;
  const Folder folder;
  int failures = 0;
  bool is_done = false;
  for (long allowed = 0; allowed < 400 && !is_done; allowed += 3) {
    std::string detail;
    writes_left = allowed;
    const auto store =
        SqliteStore::open(folder.file(), OpenMode::create_or_existing, zones, &detail);
    writes_left = -1;
    is_done = store.has_value();
    if (is_done) break;
    ++failures;
    CHECK(store.error() == errc::storage_full);
    CHECK(Sql{folder.file()}.number("SELECT count(*) FROM sqlite_master") == 0);
  }
  CHECK(failures > 1);
  CHECK(is_done);
}
