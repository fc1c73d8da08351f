import EventLoop
import Kernel
import Testing

@testable import Documents

/// Who has a place among the documents that are under way, and who waits for whom.
@Suite struct PressTests {
  private func press(
    patience: Duration = .seconds(60), memory: PressMemory = PressMemory()
  ) -> DocumentPress {
    DocumentPress(
      pool: BlockingPool(threads: 1, queueLimit: 8), limit: 1, patience: patience, memory: memory,
      shelf: FontShelf())
  }

  private func prepared(by press: DocumentPress, rows: Int = 1) async throws -> PreparedDocument {
    let document = Document(
      title: "Receipt", issuer: "Ajo", createdAt: Instant(milliseconds: 1_767_268_800_000),
      columns: [TableColumn("What", share: 1)])
    return try await press.prepare(document) { take in
      try await take((0..<rows).map { TableRow([[TableText("Row \($0)")]]) })
    }
  }

  @Test("So many documents are under way at once, and a place is free once one is drawn or left")
  func places() async throws {
    let press = press(patience: .zero)
    var ready: PreparedDocument? = try await prepared(by: press)
    await #expect(throws: PressBusy()) { _ = try await prepared(by: press) }
    try await ready?.write { _ in }
    ready = try await prepared(by: press)
    #expect(ready?.pages == 1)
    ready = nil
    _ = try await prepared(by: press)
    await #expect(throws: SinkClosed()) {
      try await prepared(by: press).write { _ in throw SinkClosed() }
    }
    _ = try await prepared(by: press)
  }

  @Test("Whoever finds all places taken has the next one that comes free")
  func turn() async throws {
    let press = press()
    let first = try await prepared(by: press)
    async let second = prepared(by: press)
    try await first.write { _ in }
    try await second.write { _ in }
    _ = try await prepared(by: press)
  }

  @Test("Nobody waits for a reader who takes nothing of a document that is drawn")
  func slowReader() async throws {
    let memory = PressMemory()
    let press = press(memory: memory)
    let reader = SlowReader()
    let slow = try await reader.begin(try await prepared(by: press))
    // Patience would last for a minute.
    try await prepared(by: press).write { _ in }
    #expect(memory.used > 0)
    reader.goOn()
    try await slow.value
    #expect(memory.used == 0)
  }

  @Test(
    "Where a document is too long for memory, its reader gives way to who wants the place",
    arguments: [PressMemory(ofOne: 0), PressMemory(ofAll: 0)])
  func slowReaderOfMuch(memory: PressMemory) async throws {
    let press = press(patience: .zero, memory: memory)
    let reader = SlowReader()
    let slow = try await reader.begin(try await prepared(by: press, rows: 2_000))
    let other = try await prepared(by: press)
    await #expect(throws: ReaderTooSlow.self) { try await slow.value }
    try await other.write { _ in }
    reader.goOn()
    // One place is free again, and no more than one.
    let third = try await prepared(by: press)
    await #expect(throws: PressBusy.self) { try await prepared(by: press) }
    try await third.write { _ in }
  }

  @Test("What nobody reads any more is held no longer")
  func gone() async throws {
    let memory = PressMemory()
    await #expect(throws: SinkClosed()) {
      try await prepared(by: press(memory: memory), rows: 5_000).write { _ in throw SinkClosed() }
    }
    #expect(memory.used == 0)
  }
}

private struct SinkClosed: Error, Equatable {}

/// A reader who takes nothing of a document until it is told to go on.
private final class SlowReader: Sendable {
  private let (begun, begin) = AsyncStream<Void>.makeStream()
  private let (going, go) = AsyncStream<Void>.makeStream()

  /// Answers once the document's first octets wait.
  func begin(_ document: PreparedDocument) async throws -> Task<Void, any Error> {
    let task = Task {
      try await document.write { [self] _ in
        begin.yield()
        for await _ in going {}
      }
    }
    for await _ in begun { break }
    return task
  }

  func goOn() { go.finish() }
}
