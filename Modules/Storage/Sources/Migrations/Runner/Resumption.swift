import Storage

/// Finds out what became of migrations that were interrupted outside a transaction.
struct Resumption {
  let session: MigrationSession
  let streams: [MigrationStream]

  /// Settles every unfinished row of the history that can be settled by looking.
  ///
  /// Called under the lock, so that nobody is still at work on them.
  ///
  /// - Throws: `MigrationError.needsRepair` with those that cannot.
  func resolveUnfinished() throws {
    var unclear: [MigrationID] = []
    for entry in try session.history() where entry.kind.isUnfinished {
      guard let stream = streams.first(where: { $0.name == entry.id.stream }) else { continue }
      let migration = stream.migrations.first { $0.version == entry.id.version }
      guard let migration, try resolve(entry, migration) else {
        unclear.append(entry.id)
        continue
      }
    }
    guard unclear.isEmpty else {
      throw MigrationError.needsRepair(
        unclear, reason: "its statement leaves nothing to tell by; look, then use repair")
    }
  }

  private func resolve(_ entry: HistoryEntry, _ migration: Migration) throws -> Bool {
    if entry.kind == .reverting { return try resolveReverting(migration) }
    let script = migration.script(for: session.dialect)
    guard script.checksum == entry.checksum else { return false }
    let lone = LoneStatement(session: session, id: migration.id, script: script)
    switch lone.nature {
    case .buildsIndex(let index):
      switch try lone.isValid(index) {
      case true: try settle(migration.id, .applied, "the index is there and valid")
      case false:
        try lone.dropIfInvalid(index)
        try settle(migration.id, nil, "the index was invalid and has been dropped")
      case nil: try settle(migration.id, nil, "the index is not there")
      }
    case .dropsIndex(let index):
      let isThere = try lone.isValid(index) != nil
      try settle(
        migration.id, isThere ? nil : .applied, "the index is \(isThere ? "still" : "not") there")
    case .repeatable: try settle(migration.id, nil, "it may be run twice")
    case .opaque, .atomic: return false
    }
    return true
  }

  /// An interrupted way back is gone to its end.
  private func resolveReverting(_ migration: Migration) throws -> Bool {
    guard let script = migration.down(for: session.dialect) else { return false }
    let lone = LoneStatement(session: session, id: migration.id, script: script)
    switch lone.nature {
    case .dropsIndex(let index):
      if try lone.isValid(index) == true {
        try settle(migration.id, .applied, "the index is still there")
      } else {
        try lone.dropIfInvalid(index)
        try settle(migration.id, nil, "the index is not there")
      }
    case .buildsIndex(let index):
      if try lone.isValid(index) == true {
        try settle(migration.id, nil, "the index is there and valid")
      } else {
        try lone.dropIfInvalid(index)
        try settle(migration.id, .applied, "the index is not there")
      }
    case .repeatable: try settle(migration.id, .applied, "it may be run twice")
    case .opaque, .atomic: return false
    }
    return true
  }

  /// Makes a row final, or takes it away so that the migration is pending again.
  private func settle(
    _ id: MigrationID, _ kind: HistoryEntry.Kind?, _ finding: String
  ) throws {
    if let kind {
      try session.update(id, kind: kind)
    } else {
      try session.delete(id)
    }
    session.report(.resumed(id, finding: finding))
  }
}
