import Composition
import Configuration
import Console
import Glibc
import Kernel
import Storage

/// `atrium backup`
func backupCommand(_ session: Session) -> Command {
  Command(
    "backup", summary: "Copy every database into a folder, verified, while the server runs",
    discussion: """
      The folder must be new or empty. Each database is copied as it was at one moment: SQLite by
      its backup interface, Postgres by pg_dump in one snapshot. Then each copy is read back, and
      its tables, its sums and the chains of its books are checked. manifest.json is written last
      and holds the rows of every table; a folder without it is no backup. When anything fails, the
      folder is left as it was.
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
      let manifest = try await backUp(stores, to: folder)
      return report(manifest, of: stores, in: folder)
    } catch {
      for store in stores { for file in store.possibleFiles { unlink("\(folder)/\(file)") } }
      if isNew { rmdir(folder) }
      throw error
    }
  }
}

/// Copies each store, and writes the manifest when all of them are there.
private func backUp(
  _ stores: [BackupStore], to folder: String
) async throws -> BackupManifest {
  let createdAt = SystemClock().now()
  var entries: [BackupManifest.Entry] = []
  for store in stores { entries.append(try await store.backUp(into: folder)) }
  let manifest = BackupManifest(
    release: Product.version, createdAt: createdAt, entries: entries)
  try BackupFile.sync(folder)
  try BackupFile.write(manifest.json, to: "\(folder)/\(BackupManifest.fileName)")
  return manifest
}

private func report(
  _ manifest: BackupManifest, of stores: [BackupStore], in folder: String
) -> Output {
  let records = zip(stores, manifest.entries).map { store, entry -> OutputValue in
    .record([
      "database": .text("\(store.url)"), "file": .text(entry.file),
      "bytes": .number(entry.bytes), "tables": .number(Int64(entry.census.tables.count)),
      "rows": .number(entry.census.rows), "sha256": .text(entry.sha256),
    ])
  }
  let lines = zip(stores, manifest.entries).map { store, entry in
    "\(store.url): \(entry.census.tables.count) tables, \(entry.census.rows) rows "
      + "in \(folder)/\(entry.file) (\(entry.bytes) bytes)"
  }
  return .record(
    [
      "folder": .text(folder), "created_at": .text("\(manifest.createdAt)"), "verified": true,
      "stores": .list(records),
    ],
    asText: (lines + ["Copied and verified. 'atrium restore --from \(folder)' brings it back."])
      .joined(separator: "\n"))
}

extension BackupStore {
  /// Every file that backing this store up may leave behind when it fails.
  fileprivate var possibleFiles: [String] {
    let copy = "\(name).sqlite"
    return ["\(name).dump", copy]
      + ["-wal", "-shm", "-journal", ".partial", ".partial-journal"].map { copy + $0 }
  }

  /// Copies this store, and verifies the copy.
  fileprivate func backUp(into folder: String) async throws -> BackupManifest.Entry {
    switch url {
    case .sqlite(let path): try await copySQLite(path, to: "\(folder)/\(name).sqlite")
    case .postgres(let uri): try await dumpPostgres(uri, to: "\(folder)/\(name).dump")
    }
  }

  func entry(
    of file: String, schema: String? = nil, census: Census
  ) throws -> BackupManifest.Entry {
    let digest = try BackupFile.digest(file)
    return BackupManifest.Entry(
      contexts: contexts, engine: engine,
      file: file.split(separator: "/").last.map(String.init) ?? file,
      bytes: digest.bytes, sha256: digest.sha256, schema: schema, census: census)
  }
}
