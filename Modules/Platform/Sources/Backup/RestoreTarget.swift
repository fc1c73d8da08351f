import Console
import Glibc
import Migrations
import Storage

/// A configured database and what is to come into it.
struct RestoreTarget {
  let store: BackupStore
  let entry: BackupManifest.Entry

  /// How a restored database stands to this release, and how its books were found.
  struct Finish {
    let books: BackupStore.Books
    let isCurrent: Bool
    let code: String
    let message: String

    /// Before anybody has looked.
    static let unknown = Finish(
      books: .unverified, isCurrent: false, code: "unknown", message: "")

    private init(books: BackupStore.Books, isCurrent: Bool, code: String, message: String) {
      self.books = books
      self.isCurrent = isCurrent
      self.code = code
      self.message = message
    }

    init(_ state: SchemaState, of store: BackupStore, books: BackupStore.Books) {
      self.books = books
      isCurrent = state.isCurrent
      code = state.code
      message = state.message(database: "\(store.url)")
    }
  }
}

/// A target that no other restore gets.
struct RestoreClaim {
  /// Lets others have it.
  let release: () -> Void
}

/// One restored database that is not in its place for good yet.
protocol RestoreStep {
  /// How it stands to this release.
  var finish: RestoreTarget.Finish { get }
  /// Leaves it in its place.
  func keep() throws
  /// Takes it away again.
  func undo()
}

extension RestoreTarget {
  /// Restores every target, or none.
  static func restore(
    _ targets: [RestoreTarget], from folder: String, grants: Bool
  ) async throws -> [RestoreTarget.Finish] {
    // Every target is looked at before anything is changed.
    let locks = try targets.map { try $0.claim() }
    defer { for lock in locks { lock.release() } }
    var steps: [any RestoreStep] = []
    do {
      for target in targets {
        steps.append(try await target.restore(from: folder, grants: grants))
      }
      for step in steps { try step.keep() }
    } catch {
      for step in steps.reversed() { step.undo() }
      throw error
    }
    return steps.map(\.finish)
  }

  /// Makes sure that the target is empty, and that no server starts on a file, and no other restore
  /// on either, meanwhile.
  fileprivate func claim() throws -> RestoreClaim {
    switch store.url {
    case .sqlite(let path):
      let lock = try RestoreLock(database: path)
      return RestoreClaim { lock.release() }
    case .postgres(let uri): return try claimSchema(uri)
    }
  }

  fileprivate func restore(from folder: String, grants: Bool) async throws -> any RestoreStep {
    let file = "\(folder)/\(entry.file)"
    switch store.url {
    case .sqlite(let path): return try await restoreSQLite(file, to: path)
    case .postgres(let uri): return try await restorePostgres(file, to: uri, grants: grants)
    }
  }

  /// Compares what came back with what was there.
  func compare(_ found: BackupStore.Examination) throws(CommandError) {
    let differences = found.census.differences(from: entry.census)
    guard differences.isEmpty, found.census.migrations == entry.census.migrations else {
      throw .damaged(
        "what came back to \(store.url) is not what was backed up; these differ: "
          + (differences.isEmpty ? "the migrations" : differences.joined(separator: ", ")))
    }
    // Books that were damaged when they were copied come back as they were.
    guard found.findings.isEmpty || entry.books == .damaged else {
      throw .damaged(
        "the books that came back to \(store.url) do not fit:\n"
          + found.findings.joined(separator: "\n"))
    }
  }
}
