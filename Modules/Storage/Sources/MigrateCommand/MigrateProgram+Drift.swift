import Glibc
import Migrations
import Storage

extension MigrateProgram {
  /// Compares each database with what its migrations make of an empty one.
  func drift(
    _ targets: [MigrateTarget], _ report: inout MigrateReport
  ) throws -> MigrateExit {
    var exits: [MigrateExit] = []
    for target in targets {
      report.failedDatabase = target.name
      let differences = try withMigrator(target) { migrator in
        guard case .sqlite = target.url else { return try migrator.drift(scratch: nil) }
        return try withScratch { try migrator.drift(scratch: $0) }
      }
      report.add(target, try plan(of: target), differences: differences)
      exits.append(differences.isEmpty ? .done : .mismatch)
    }
    report.failedDatabase = nil
    return .gravest(exits)
  }

  /// Runs `body` on a SQLite database of its own, which is removed afterwards.
  private func withScratch<Value>(_ body: (any SQLConnection) throws -> Value) throws -> Value {
    let root = environment["TMPDIR"] ?? "/tmp"
    var template = Array("\(root)/atrium-drift-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw UsageError("cannot write in \(root): \(String(cString: strerror(errno)))")
    }
    let folder = template.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
    defer {
      for suffix in ["", "-wal", "-shm"] { unlink("\(folder)/scratch.db\(suffix)") }
      rmdir(folder)
    }
    let connection = try open(.sqlite(path: "\(folder)/scratch.db"))
    defer { connection.close() }
    return try body(connection)
  }
}
