internal import Synchronization

/// What of one document was drawn and has not been read yet. It is written by a task of its own, so
/// that drawing goes on meanwhile.
final class DrawnAhead: Sendable {
  private struct State {
    var pieces: [[UInt8]] = []
    /// Octets of the pieces, and of the one that is being written.
    var held = 0
    var isWriting = false
    var failure: (any Error)?
    var waiting: Waiting?
  }

  /// Who waits until no more than some octets are held.
  private struct Waiting {
    let octets: Int
    let turn: UnsafeContinuation<Void, any Error>
  }

  private let memory: PressMemory
  private let write: @Sendable ([UInt8]) async throws -> Void
  private let state = Mutex(State())

  /// - Parameter write: takes the next octets, when their reader is ready for them.
  init(_ memory: PressMemory, _ write: @escaping @Sendable ([UInt8]) async throws -> Void) {
    self.memory = memory
    self.write = write
  }

  /// Adds octets.
  /// - Throws: what `write` threw.
  func put(_ octets: [UInt8]) throws {
    if octets.isEmpty { return }
    let begins = try state.withLock { state in
      if let failure = state.failure { throw failure }
      state.pieces.append(octets)
      state.held += octets.count
      memory.take(octets.count)
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if begins { Task.detached { await self.writePieces() } }
  }

  /// Whether more may be drawn.
  var hasRoom: Bool { state.withLock { $0.held <= bound } }

  /// Waits until more may be drawn.
  /// - Throws: what `write` threw.
  func hasRoomAgain() async throws { try await wait(untilHeld: bound) }

  /// Waits until all was written.
  /// - Throws: what `write` threw.
  func isRead() async throws { try await wait(untilHeld: 0) }

  /// Lets go of what was not written.
  func close() { fail(Closed()) }

  private var bound: Int { memory.isFull ? 0 : memory.ofOne }

  private func wait(untilHeld octets: Int) async throws {
    try await withUnsafeThrowingContinuation { turn in
      let result = state.withLock { state -> Result<Void, any Error>? in
        if let failure = state.failure { return .failure(failure) }
        if state.held <= octets { return .success(()) }
        state.waiting = Waiting(octets: octets, turn: turn)
        return nil
      }
      if let result { turn.resume(with: result) }
    }
  }

  private func writePieces() async {
    while let piece = next() {
      do {
        try await write(piece)
      } catch {
        fail(error)
      }
      wrote(piece.count)
    }
  }

  private func next() -> [UInt8]? {
    state.withLock { state in
      guard !state.pieces.isEmpty else {
        state.isWriting = false
        return nil
      }
      return state.pieces.removeFirst()
    }
  }

  private func wrote(_ count: Int) {
    memory.give(count)
    let waiting = state.withLock { state in
      state.held -= count
      guard let waiting = state.waiting, state.held <= waiting.octets else {
        return nil as Waiting?
      }
      state.waiting = nil
      return waiting
    }
    waiting?.turn.resume()
  }

  private func fail(_ error: any Error) {
    let (waiting, dropped) = state.withLock { state in
      let dropped = state.pieces.reduce(0) { $0 + $1.count }
      state.pieces = []
      state.held -= dropped
      if state.failure == nil { state.failure = error }
      return (state.waiting.take(), dropped)
    }
    memory.give(dropped)
    waiting?.turn.resume(throwing: error)
  }

  private struct Closed: Error {}
}

/// What a press may hold of documents that are drawn faster than they are read.
public final class PressMemory: Sendable {
  /// The most octets of one document, by and large: a page more may be held.
  let ofOne: Int
  private let ofAll: Int
  private let taken = Atomic<Int>(0)

  /// Memory of which nothing is taken.
  /// - Parameters:
  ///   - ofOne: octets of one document, 0 or more. Past them it is drawn as it is read.
  ///   - ofAll: octets of all documents. Past them each is drawn as it is read.
  public init(ofOne: Int = 4 << 20, ofAll: Int = 64 << 20) {
    self.ofOne = ofOne
    self.ofAll = ofAll
  }

  /// Octets that are held.
  public var used: Int { taken.load(ordering: .relaxed) }

  var isFull: Bool { used >= ofAll }

  func take(_ count: Int) { taken.wrappingAdd(count, ordering: .relaxed) }

  func give(_ count: Int) { taken.wrappingSubtract(count, ordering: .relaxed) }
}
