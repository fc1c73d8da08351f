import Console
import Glibc

extension BackupCommand {
  /// `atrium restore`
  var restore: Command {
    Command(
      "restore", summary: "Bring a backup back into databases that are empty",
      discussion: """
        Restores into the databases that the configuration names. The files must be as the manifest
        has them, and each goes back to the engine that it came from. A SQLite file must not exist
        yet; a Postgres schema must exist and have no tables; no server may be running. What came
        back is counted and its books are verified before it stays; if anything fails, everything is
        removed again. Grants are restored, owners are not: the roles that the grants name must
        exist. Run it as the role that owns the tables, not as the serving role.

          atrium restore --from /var/backups/atrium/2026-01-31
        """,
      options: [
        .value("from", "DIR", help: "A folder that 'atrium backup' made", required: true),
        .flag("no-privileges", help: "Do not restore Postgres grants"),
      ]
    ) { invocation in
      let folder = try invocation.required("from")
      umask(0o077)
      let stores = try stores()
      let manifest = try readManifest(folder)
      let pairs = try match(manifest, with: stores)
      try checkFiles(of: manifest, in: folder)
      let states = try await RestoreTarget.restore(
        pairs, from: folder, grants: !invocation.has("no-privileges"))
      return report(pairs, states, manifest)
    }
  }
}

private func readManifest(_ folder: String) throws -> BackupManifest {
  guard let bytes = try BackupFile.contents("\(folder)/\(BackupManifest.fileName)") else {
    throw CommandError.damaged(
      "\(folder) has no \(BackupManifest.fileName): it is no backup, or one that did not end")
  }
  return try BackupManifest(parsing: bytes)
}

/// Each store of the backup with the configured one of the same contexts.
private func match(
  _ manifest: BackupManifest, with stores: [BackupStore]
) throws(CommandError) -> [RestoreTarget] {
  let description = { (lists: [[String]]) in
    lists.map { $0.joined(separator: "+") }.sorted().joined(separator: ", ")
  }
  let kept = manifest.entries.map { $0.contexts.sorted() }
  let wanted = stores.map { $0.contexts.sorted() }
  guard Set(kept) == Set(wanted), kept.count == wanted.count else {
    throw .refused(
      "other_stores",
      "the backup has the databases of \(description(kept)); the configuration has those of "
        + description(wanted))
  }
  var targets: [RestoreTarget] = []
  for store in stores {
    guard
      let entry = manifest.entries.first(where: {
        $0.contexts.sorted() == store.contexts.sorted()
      })
    else { continue }
    guard entry.engine == store.engine else {
      throw .refused(
        "other_engine",
        "\(store.name) was on \(entry.engine) and would go to \(store.url); a restore does not "
          + "change engines")
    }
    targets.append(RestoreTarget(store: store, entry: entry))
  }
  return targets
}

private func checkFiles(of manifest: BackupManifest, in folder: String) throws {
  for entry in manifest.entries {
    let path = "\(folder)/\(entry.file)"
    guard access(path, F_OK) == 0 else { throw CommandError.damaged("\(path) is missing") }
    let digest = try BackupFile.digest(path)
    guard digest == BackupFile.Digest(bytes: entry.bytes, sha256: entry.sha256) else {
      throw CommandError.damaged("\(path) is not as the manifest has it: its SHA-256 differs")
    }
  }
}

private func report(
  _ targets: [RestoreTarget], _ states: [RestoreTarget.Finish], _ manifest: BackupManifest
) -> Output {
  let records = zip(targets, states).map { target, state -> OutputValue in
    .record([
      "database": .text("\(target.store.url)"), "file": .text(target.entry.file),
      "tables": .number(Int64(target.entry.census.tables.count)),
      "rows": .number(target.entry.census.rows), "books": .text(state.books.rawValue),
      "schema": .text(state.code),
    ])
  }
  let lines = zip(targets, states).map { target, state in
    "\(target.store.url): \(target.entry.census.tables.count) tables, "
      + "\(target.entry.census.rows) rows, as in the backup"
      + ", books \(state.books.rawValue)"
      + (state.isCurrent ? "" : ".\n\(state.message)")
  }
  return .record(
    [
      "restored": true, "created_at": .text("\(manifest.createdAt)"), "stores": .list(records),
    ],
    asText: (lines + ["Restored as of \(manifest.createdAt)."]).joined(separator: "\n"))
}
