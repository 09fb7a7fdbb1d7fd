#include "database.hpp"

#include <algorithm>

namespace reactivation::sql {

void fail(errc code, std::string detail) { throw Failure{code, std::move(detail)}; }

Statement& Database::cached(const char* sql) {
  auto& slot = statements_[sql];
  if (!slot) slot = prepare(sql);
  return *slot;
}

void Database::note_change(std::int64_t before, std::int64_t named) {
  // A database answers with the last change, even when this statement was none.
  if (is_narrow_) narrow_changes_ += std::min(named, changes() - before);
}

Transaction::Transaction(Database& database, Kind kind)
    : database_(&database), changes_before_(database.changes()), is_part_(database.is_batch_) {
  if (is_part_ && !database.is_in_transaction()) {
    fail(errc::storage_failed, database.place() + ": what was written together is undone");
  }
  if (!is_part_ && database.is_in_transaction()) {
    fail(errc::invalid_argument, database.place() + ": an import is open; commit it first");
  }
  if (is_part_) {
    database.step(Database::Step::begin_part);
  } else {
    database.step(kind == Kind::read ? Database::Step::begin_read : Database::Step::begin_write);
  }
  database.is_narrow_ = kind == Kind::message;
}

Transaction::~Transaction() {
  database_->is_narrow_ = false;
  if (!is_open_) return;
  // What was read of changes that are undone here must not be kept.
  if (database_->changes() != changes_before_) ++database_->undone_;
  // Fails only when the database has already rolled back by itself, as SQLite does on a full disk.
  if (is_part_) {
    database_->undo_part();
  } else {
    database_->undo();
  }
}

void Transaction::commit() {
  database_->step(is_part_ ? Database::Step::commit_part : Database::Step::commit);
  is_open_ = false;
}

Batch::Batch(Database& database) : database_(&database), changes_before_(database.changes()) {
  if (database.is_in_transaction()) {
    fail(errc::invalid_argument, database.place() + ": an import is open; commit it first");
  }
  database.step(Database::Step::begin_write);
  database.is_batch_ = true;
}

Batch::~Batch() {
  database_->is_batch_ = false;
  if (!is_open_) return;
  if (database_->changes() != changes_before_) ++database_->undone_;
  database_->undo();
}

void Batch::commit() {
  if (!database_->is_in_transaction()) {
    fail(errc::storage_failed, database_->place() + ": what was written together is undone");
  }
  database_->step(Database::Step::commit);
  is_open_ = false;
}

}  // namespace reactivation::sql
