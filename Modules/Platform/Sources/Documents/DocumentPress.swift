public import EventLoop
public import Kernel
internal import Synchronization

/// Makes PDFs of documents that may be long: rows come in batches, and pages leave as they are
/// full, at the pace of whoever reads. Texts are laid out on a pool's threads, never on an event
/// loop.
public struct DocumentPress: Sendable {
  /// Hands over all rows in their order, in batches, each time it is called.
  public typealias Rows =
    @Sendable (_ take: @Sendable ([TableRow]) async throws -> Void) async throws -> Void

  private let pool: BlockingPool
  private let shelf: FontShelf
  private let places: Places

  /// Makes a press.
  /// - Parameters:
  ///   - pool: where texts are laid out, some milliseconds at a time.
  ///   - limit: how many documents may be under way. Each holds some MiB until it was read whole.
  public init(pool: BlockingPool, limit: Int = 8) {
    self.init(pool: pool, limit: limit, shelf: FontShelf())
  }

  init(pool: BlockingPool, limit: Int, shelf: FontShelf) {
    self.pool = pool
    self.shelf = shelf
    places = Places(limit)
  }

  /// Goes through the rows once, so that each page can say how many there are. Nothing is drawn
  /// yet.
  /// - Throws: `FontsMissing`, `PressBusy`, `PoolOverloaded`, or what `rows` throws.
  public func prepare(_ document: Document, rows: @escaping Rows) async throws -> PreparedDocument {
    let place = try places.take()
    let maker = try await pool.run { [shelf] in try PDFMaker(document, from: shelf) }
    let steps = Steps(pool)
    try await rows { batch in
      for part in batch.parts { try await steps.run { maker.measure(part) } }
    }
    return PreparedDocument(pages: maker.plan.pages, maker, rows, steps, place)
  }
}

/// A document whose pages are counted. It is written once.
public struct PreparedDocument: Sendable {
  /// How many pages it has.
  public let pages: Int

  private let maker: PDFMaker
  private let rows: DocumentPress.Rows
  private let steps: Steps
  private let place: Places.Place

  fileprivate init(
    pages: Int, _ maker: PDFMaker, _ rows: @escaping DocumentPress.Rows, _ steps: Steps,
    _ place: Places.Place
  ) {
    self.pages = pages
    self.maker = maker
    self.rows = rows
    self.steps = steps
    self.place = place
  }

  /// Draws the document. What is drawn is written before more is.
  /// - Parameter write: takes the next octets of the file, in pieces of some pages.
  /// - Throws: `DocumentFailure`, or what `write` or the rows throw.
  public func write(
    to write: @escaping @Sendable ([UInt8]) async throws -> Void
  ) async throws {
    defer { place.leave() }
    do {
      try await steps.run { [maker] in try maker.begin() }
      try await rows { [maker, steps] batch in
        for part in batch.parts {
          let octets = try await steps.run { try maker.draw(part) }
          if !octets.isEmpty { try await write(octets) }
        }
      }
      try await write(steps.run { [maker] in try maker.finish() })
    } catch {
      // cairo writes what is left of a file even for nobody, which takes a while.
      try? await steps.run { [maker] in maker.abandon() }
      throw error
    }
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

/// How many documents may be under way.
private final class Places: Sendable {
  private let free: Mutex<Int>

  init(_ count: Int) {
    free = Mutex(count)
  }

  func take() throws(PressBusy) -> Place {
    let isTaken = free.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
    guard isTaken else { throw PressBusy() }
    return Place(self)
  }

  /// A place, free again once it is left, or once nobody holds it.
  final class Place: Sendable {
    private let places: Mutex<Places?>

    init(_ places: Places) {
      self.places = Mutex(places)
    }

    deinit {
      leave()
    }

    func leave() {
      let left = places.withLock { places in
        defer { places = nil }
        return places
      }
      left?.free.withLock { $0 += 1 }
    }
  }
}

extension [TableRow] {
  /// Parts that take some milliseconds each.
  fileprivate var parts: [ArraySlice<TableRow>] {
    stride(from: 0, to: count, by: 64).map { self[$0..<Swift.min($0 + 64, count)] }
  }
}
