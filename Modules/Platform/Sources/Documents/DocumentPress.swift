public import EventLoop
public import Kernel

/// Makes PDFs of documents that may be long: rows come in batches, and pages leave as they are
/// full. Most documents are drawn whole before their reader has taken much of them, and hold no
/// more than their octets from then on; longer ones are drawn at the pace of whoever reads. Texts
/// are laid out on a pool's threads, never on an event loop.
public struct DocumentPress: Sendable {
  /// Hands over all rows in their order, in batches, each time it is called.
  public typealias Rows =
    @Sendable (_ take: @Sendable ([TableRow]) async throws -> Void) async throws -> Void

  private let pool: BlockingPool
  private let shelf: FontShelf
  private let places: PressPlaces
  private let memory: PressMemory

  /// Makes a press.
  /// - Parameters:
  ///   - pool: where texts are laid out, some milliseconds at a time.
  ///   - limit: how many documents may be under way. Each holds some MiB until it is drawn.
  ///   - patience: how long a newcomer waits for a place, and how long a reader keeps one that
  ///     somebody else wants while it takes nothing.
  ///   - memory: what may wait for readers.
  public init(
    pool: BlockingPool, limit: Int = 8, patience: Duration = .seconds(5),
    memory: PressMemory = PressMemory()
  ) {
    self.init(pool: pool, limit: limit, patience: patience, memory: memory, shelf: FontShelf())
  }

  init(
    pool: BlockingPool, limit: Int, patience: Duration = .seconds(5),
    memory: PressMemory = PressMemory(), shelf: FontShelf
  ) {
    self.pool = pool
    self.shelf = shelf
    self.memory = memory
    places = PressPlaces(limit, queue: Self.queue, patience: patience)
  }

  /// How many may wait for a place.
  private static let queue = 256

  /// Goes through the rows once, so that each page can say how many there are. Nothing is drawn
  /// yet.
  /// - Throws: `FontsMissing`, `PressBusy`, `PoolOverloaded`, or what `rows` throws.
  public func prepare(_ document: Document, rows: @escaping Rows) async throws -> PreparedDocument {
    let place = try await places.take()
    let maker = try await pool.run { [shelf] in try PDFMaker(document, from: shelf) }
    let steps = Steps(pool)
    try await rows { batch in
      for part in batch.parts { try await steps.run { maker.measure(part) } }
    }
    return PreparedDocument(pages: maker.plan.pages, maker, rows, steps, place, memory)
  }
}

/// A document whose pages are counted. It is written once.
public struct PreparedDocument: Sendable {
  /// How many pages it has.
  public let pages: Int

  private let maker: PDFMaker
  private let rows: DocumentPress.Rows
  private let steps: Steps
  private let place: PressPlaces.Place
  private let memory: PressMemory

  fileprivate init(
    pages: Int, _ maker: PDFMaker, _ rows: @escaping DocumentPress.Rows, _ steps: Steps,
    _ place: PressPlaces.Place, _ memory: PressMemory
  ) {
    self.pages = pages
    self.maker = maker
    self.rows = rows
    self.steps = steps
    self.place = place
    self.memory = memory
  }

  /// Draws the document, as far ahead of its reader as there is memory for. Its place is free again
  /// once it is drawn, however slowly the rest of it is read.
  /// - Parameter write: takes the next octets of the file, in pieces of some pages.
  /// - Throws: `DocumentFailure`, `ReaderTooSlow`, or what `write` or the rows throw.
  public func write(
    to write: @escaping @Sendable ([UInt8]) async throws -> Void
  ) async throws {
    let ahead = DrawnAhead(memory, write)
    defer { ahead.close() }
    do {
      defer { place.leave() }
      try await draw(into: ahead)
    } catch {
      // cairo writes what is left of a file even for nobody, which takes a while.
      try? await steps.run { [maker] in maker.abandon() }
      throw error
    }
    try await ahead.isRead()
  }

  private func draw(into ahead: DrawnAhead) async throws {
    try await steps.run { [maker] in try maker.begin() }
    try await rows { [maker, steps, place] batch in
      for part in batch.parts {
        let octets = try await steps.run { try maker.draw(part) }
        try ahead.put(octets)
        if !ahead.hasRoom { try await place.wait { try await ahead.hasRoomAgain() } }
      }
    }
    try ahead.put(try await steps.run { [maker] in try maker.finish() })
  }
}

/// So many documents are under way that another one has to wait.
public struct PressBusy: Unavailability, Hashable {
  /// Two seconds: most documents take less.
  public var retryAfterSeconds: Int { 2 }
  /// Makes the error.
  public init() {}
}

/// Steps of one document on the pool's threads.
private struct Steps: Sendable {
  private static let patience = 200

  private let pool: BlockingPool

  init(_ pool: BlockingPool) {
    self.pool = pool
  }

  /// Runs a step. Its document has begun to be sent, so one that finds the pool full waits, for up
  /// to ten seconds.
  /// - Throws: `PoolOverloaded` after that, or what `body` throws.
  func run<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    for _ in 0..<Self.patience {
      do {
        return try await pool.run(body)
      } catch is PoolOverloaded {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    return try await pool.run(body)
  }
}

extension [TableRow] {
  /// Parts that take some milliseconds each.
  fileprivate var parts: [ArraySlice<TableRow>] {
    stride(from: 0, to: count, by: 64).map { self[$0..<Swift.min($0 + 64, count)] }
  }
}
