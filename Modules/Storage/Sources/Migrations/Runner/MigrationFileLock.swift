import Glibc
import Storage

/// A file beside a SQLite database that one runner at a time holds with `flock`. It stays there: to
/// delete it would let two runners hold two files of one name.
///
/// It comes before anything else that a runner does with the database. Already to open a new file
/// writes to it, and SQLite lets nobody wait for that.
public final class MigrationFileLock: Sendable {
  private let descriptor: Int32
  private let path: String

  /// Takes the lock of a database that may not be there yet.
  ///
  /// - Parameters:
  ///   - database: The path of its file; links lead to the lock of the file itself.
  ///   - patience: How long to wait for another runner.
  ///   - report: Told, once, of whom it waits for.
  /// - Throws: `MigrationError.lockBusy`, `.unreachable`.
  public convenience init(
    database: String, waiting patience: Duration,
    report: @escaping (Migrator.Event) -> Void = { _ in }
  ) throws(MigrationError) {
    try self.init(path: FilePath.canonical(database) + ".migrate.lock")
    do {
      try Patience(patience, report).poll {
        take()
      } holder: {
        holder
      }
    } catch {
      throw MigrationError(error)
    }
  }

  private init(path: String) throws(MigrationError) {
    self.path = path
    // Its owner's alone, like the database; older releases let everybody read it.
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .unreachable("cannot open \(path): \(String(cString: strerror(errno)))")
    }
    _ = fchmod(descriptor, 0o600)
  }

  deinit { close(descriptor) }

  private func take() -> Bool {
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return false }
    // For whoever finds it taken. Should it fail, the lock is good all the same.
    let line = Array("\(getpid())\n".utf8)
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, line, line.count, 0) }
    return true
  }

  /// Lets the next runner in. When the process dies, the system does it.
  public func release() { flock(descriptor, LOCK_UN) }

  private var holder: String {
    var buffer = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    let process = buffer.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }
    return "process \(String(decoding: process, as: UTF8.self)) holds \(path)"
  }
}

/// How long a runner waits for another.
struct Patience {
  private let limit: Duration
  private let report: (Migrator.Event) -> Void

  init(_ limit: Duration, _ report: @escaping (Migrator.Event) -> Void) {
    self.limit = limit
    self.report = report
  }

  /// Tries until it works or the time is over.
  ///
  /// - Throws: `MigrationError.lockBusy` that names the holder.
  func poll(_ take: () throws -> Bool, holder: () throws -> String) throws {
    let started = ContinuousClock.now
    var hasTold = false
    while try !take() {
      let who = try holder()
      guard ContinuousClock.now - started < limit else { throw MigrationError.lockBusy(who) }
      if !hasTold { report(.waiting(who)) }
      hasTold = true
      Pause.run(.milliseconds(50))
    }
  }
}
