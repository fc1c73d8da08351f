import Console
import Glibc
import Kernel

extension BackupCommand {
  /// `atrium backup`
  var backup: Command {
    Command(
      "backup", summary: "Copy every database into a folder, verified, while the server runs",
      discussion: """
        The folder must be new or empty. Of two backups that begin in it at once, one is refused.
        Each database is copied as of one moment: SQLite by its backup interface, Postgres by
        pg_dump in one snapshot. Then each copy is read back, and its tables, sums and hash chains
        are checked. If the books do not fit, the command ends with exit code 1 and keeps the
        copies. manifest.json is written last and holds the rows of every table: a folder
        without it is no backup. If copying fails, the folder is left as it was.
        On Postgres the serving role may do this; 'atrium restore' needs the owner. The copies hold
        password hashes and signing keys: keep them where only you can read them.

          atrium backup --to /var/backups/atrium/2026-01-31
        """,
      options: [.value("to", "DIR", help: "The folder for the copies", required: true)]
    ) { invocation in
      let stores = try stores()
      umask(0o077)
      let folder = try BackupFolder(claiming: try invocation.required("to"))
      do {
        let createdAt = clock.now()
        let copies = try await backUp(stores, to: folder, at: createdAt)
        return report(copies, of: stores, in: folder.path, at: createdAt)
      } catch {
        folder.leave(removing: stores.flatMap(\.possibleFiles))
        throw error
      }
    }
  }

  /// Copies each store, and writes the manifest when all of them are there.
  private func backUp(
    _ stores: [BackupStore], to folder: BackupFolder, at createdAt: Instant
  ) async throws -> [BackupStore.Copy] {
    var copies: [BackupStore.Copy] = []
    for store in stores { copies.append(try await store.backUp(into: folder.path)) }
    let manifest = BackupManifest(
      release: release, createdAt: createdAt, entries: copies.map(\.entry))
    try folder.finish(with: manifest)
    return copies
  }
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
