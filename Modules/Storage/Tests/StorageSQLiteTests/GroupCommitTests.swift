import Foundation
import Storage
import StorageSQLite
import StorageTesting
import Synchronization
import Testing

@Suite("Group commit")
struct GroupCommitTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private struct Refusal: Error, Equatable {}

  /// Starts tasks while the writer is held, so that their transactions share one commit.
  private func together(
    on database: SQLiteDatabase, _ bodies: [@Sendable (any SQLExecutor) throws -> Void]
  ) async -> [Result<Void, any Error>] {
    let gate = Gate()
    let isHeld = Atomic(false)
    let holder = Task {
      try await database.transaction { _ in
        // It runs again when another of its group broke the transaction of all.
        if !isHeld.exchange(true, ordering: .relaxed) { gate.pass() }
      }
    }
    await gate.entered()
    return await withTaskGroup(of: (Int, Result<Void, any Error>).self) { group in
      for (index, body) in bodies.enumerated() {
        group.addTask {
          do {
            return (index, .success(try await database.transaction(body)))
          } catch {
            return (index, .failure(error))
          }
        }
      }
      gate.open()
      _ = try? await holder.value
      var results: [Int: Result<Void, any Error>] = [:]
      for await (index, result) in group { results[index] = result }
      return bodies.indices.compactMap { results[$0] }
    }
  }

  @Test("One that throws is rolled back, and its neighbours stay")
  func neighboursStay() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (a INTEGER)")
      let results = await together(
        on: database,
        (0..<50).map { number in
          { sql in
            try sql.execute("INSERT INTO t VALUES (\(number))")
            if number % 5 == 0 { throw Refusal() }
          }
        })
      let kept = try await database.all("SELECT a FROM t ORDER BY a") { try $0.get(0) as Int }
      #expect(kept == (0..<50).filter { $0 % 5 != 0 })
      for (number, result) in results.enumerated() {
        if number % 5 == 0 {
          #expect(throws: Refusal()) { try result.get() }
        } else {
          #expect(throws: Never.self) { try result.get() }
        }
      }
    }
  }

  @Test("A statement that rolls everything back takes no neighbour with it")
  func conflictRollback() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
      try await database.execute("INSERT INTO t VALUES (1)")
      let results = await together(
        on: database,
        [
          { _ = try $0.execute("INSERT INTO t VALUES (10)") },
          { _ = try $0.execute("INSERT OR ROLLBACK INTO t VALUES (1)") },
          { _ = try $0.execute("INSERT INTO t VALUES (11)") },
        ])
      let kept = try await database.all("SELECT a FROM t ORDER BY a") { try $0.get(0) as Int }
      #expect(kept == [1, 10, 11])
      #expect(results.map { (try? $0.get()) != nil } == [true, false, true])
    }
  }

  @Test("A deferred foreign key that is left open fails the one who left it")
  func deferredForeignKey() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE p (id INTEGER PRIMARY KEY)")
      try await database.execute(
        "CREATE TABLE c (p INTEGER REFERENCES p DEFERRABLE INITIALLY DEFERRED)")
      let results = await together(
        on: database,
        [
          { _ = try $0.execute("INSERT INTO p VALUES (1)") },
          { _ = try $0.execute("INSERT INTO c VALUES (99)") },
          {
            try $0.execute("INSERT INTO c VALUES (2)")
            try $0.execute("INSERT INTO p VALUES (2)")
          },
        ])
      #expect(results.map { (try? $0.get()) != nil } == [true, false, true])
      let kept = try await database.all("SELECT p FROM c") { try $0.get(0) as Int }
      #expect(kept == [2])
    }
  }

  @Test("A body cannot end the transaction that it shares")
  func transactionControl() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (a INTEGER)")
      for statement in ["COMMIT", "ROLLBACK", "BEGIN"] {
        await #expect(throws: StorageError.self) {
          try await database.transaction { sql in
            try sql.execute("INSERT INTO t VALUES (1)")
            try sql.execute(SQL(verbatim: statement))
          }
        }
      }
      #expect(try await database.query("SELECT a FROM t").isEmpty)
    }
  }

  @Test("A transaction whose task was cancelled before its turn does nothing")
  func cancelledBeforeTurn() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (a INTEGER)")
      let gate = Gate()
      let holder = Task { try await database.transaction { _ in gate.pass() } }
      await gate.entered()
      let waiting = Task { try await database.execute("INSERT INTO t VALUES (1)") }
      waiting.cancel()
      gate.open()
      try await holder.value
      await #expect(throws: CancellationError.self) { try await waiting.value }
      #expect(try await database.query("SELECT a FROM t").isEmpty)
    }
  }

  @Test("More than may wait is refused as overloaded, and what was admitted is done")
  func bounded() async throws {
    var configuration = SQLiteDatabase.Configuration()
    configuration.queueLimit = 4
    try await withDatabase(at: folder.file(), configuration: configuration) { database in
      try await database.execute("CREATE TABLE t (a INTEGER)")
      let gate = Gate()
      let holder = Task { try await database.transaction { _ in gate.pass() } }
      await gate.entered()
      var done = 0
      var refused = 0
      await withTaskGroup(of: Bool.self) { group in
        for number in 0..<10 {
          group.addTask {
            do {
              try await database.execute("INSERT INTO t VALUES (\(number))")
              return true
            } catch {
              #expect(error as? StorageUnavailable == .overloaded)
              return false
            }
          }
        }
        // Six answers can only be refusals: the writer is held.
        for _ in 0..<6 where await group.next() == false { refused += 1 }
        gate.open()
        for await isDone in group where isDone { done += 1 }
      }
      try await holder.value
      #expect(refused == 6)
      #expect(done == 4)
      #expect(try await database.query("SELECT a FROM t").count == 4)
    }
  }
}
