import Composition
import Configuration
import Console
import Glibc
import Kernel
import Storage

/// `atrium backup`
func backupCommand(_ session: CommandSession) -> Command {
  Command(
    "backup", summary: "Copy every database into a folder, verified, while the server runs",
    discussion: """
      The folder must be new or empty. Each database is copied as it was at one moment: SQLite by
      its backup interface, Postgres by pg_dump in one snapshot. Then each copy is read back, and
      its tables, its sums and the chains of its books are checked; exit 1 when the books do not
      fit, and the copy is kept all the same. manifest.json is written last and holds the rows of
      every table; a folder without it is no backup. When copying fails, the folder is left as it
      was.
      On Postgres the role that serves may do this; 'atrium restore' needs the owner.
      The copies hold password hashes and signing keys: keep them where only you can read them.

        atrium backup --to /var/backups/atrium/2026-01-31
      """,
    options: [.value("to", "DIR", help: "Where the copies go", required: true)]
  ) { invocation in
    let folder = try invocation.required("to")
    let stores = BackupStore.all(in: try session.configuration())
    umask(0o077)
    let isNew = try BackupFile.makeFolder(folder)
    do {
      let createdAt = SystemClock().now()
      let copies = try await backUp(stores, to: folder, at: createdAt)
      return report(copies, of: stores, in: folder, at: createdAt)
    } catch {
      for store in stores { for file in store.possibleFiles { unlink("\(folder)/\(file)") } }
      if isNew { rmdir(folder) }
      throw error
    }
  }
}

/// Copies each store, and writes the manifest when all of them are there.
private func backUp(
  _ stores: [BackupStore], to folder: String, at createdAt: Instant
) async throws -> [BackupStore.Copy] {
  var copies: [BackupStore.Copy] = []
  for store in stores { copies.append(try await store.backUp(into: folder)) }
  let manifest = BackupManifest(
    release: Assembly.version, createdAt: createdAt, entries: copies.map(\.entry))
  try BackupFile.sync(folder)
  try BackupFile.write(manifest.json, to: "\(folder)/\(BackupManifest.fileName)")
  return copies
}

private func report(
  _ copies: [BackupStore.Copy], of stores: [BackupStore], in folder: String, at createdAt: Instant
) -> Output {
  let records = zip(stores, copies).map { store, copy -> OutputValue in
    .record([
      "database": .text("\(store.url)"), "file": .text(copy.entry.file),
      "bytes": .number(copy.entry.bytes), "tables": .number(Int64(copy.entry.census.tables.count)),
      "rows": .number(copy.entry.census.rows), "sha256": .text(copy.entry.sha256),
      "books": .text(copy.entry.books.rawValue),
      "findings": .list(copy.findings.map { .text($0) }),
    ])
  }
  let lines = zip(stores, copies).flatMap { store, copy in
    [
      "\(store.url): \(copy.entry.census.tables.count) tables, \(copy.entry.census.rows) rows, "
        + "books \(copy.entry.books.rawValue), in \(folder)/\(copy.entry.file) "
        + "(\(copy.entry.bytes) bytes)"
    ] + copy.findings.map { "  \($0)" }
  }
  let end = "Copied, and the copies checked. 'atrium restore --from \(folder)' brings it back."
  let isSound = copies.allSatisfy(\.findings.isEmpty)
  return .record(
    [
      "folder": .text(folder), "created_at": .text("\(createdAt)"), "clean": .bool(isSound),
      "stores": .list(records),
    ],
    asText: (lines + [isSound ? end : "Copied, but the books do not fit."])
      .joined(separator: "\n"),
    exitCode: isSound ? ExitCode.done : ExitCode.refused)
}

extension BackupStore {
  /// A copy as the manifest has it, and what does not fit in it.
  struct Copy {
    let entry: BackupManifest.Entry
    let findings: [String]
  }

  /// Every file that backing this store up may leave behind when it fails.
  fileprivate var possibleFiles: [String] {
    let copy = "\(name).sqlite"
    return ["\(name).dump", copy]
      + ["-wal", "-shm", "-journal", ".partial", ".partial-journal"].map { copy + $0 }
  }

  /// Copies this store, and verifies the copy.
  fileprivate func backUp(into folder: String) async throws -> Copy {
    switch url {
    case .sqlite(let path): try await copySQLite(path, to: "\(folder)/\(name).sqlite")
    case .postgres(let uri): try await dumpPostgres(uri, to: "\(folder)/\(name).dump")
    }
  }

  /// A copy in a file, looked at once more for its digest.
  func copy(in file: String, schema: String? = nil, _ found: Examination) throws -> Copy {
    let digest = try BackupFile.digest(file)
    let entry = BackupManifest.Entry(
      contexts: contexts, engine: engine,
      file: file.split(separator: "/").last.map(String.init) ?? file, bytes: digest.bytes,
      sha256: digest.sha256, schema: schema, books: found.books, census: found.census)
    return Copy(entry: entry, findings: found.findings)
  }
}
