import Kernel
import Ledger
import Synchronization

/// Gathers postings while batches are being written, and writes them as the next ones.
final class PostingQueue: Sendable {
  typealias Write = @Sendable ([Posting]) async throws -> [Result<PostingOutcome, any Error>]

  private typealias Lanes = PostingLanes<UnsafeContinuation<PostingOutcome, any Error>>

  /// So that one batch's locks and one batch's memory stay small.
  static let largestBatch = 500

  /// How many postings are worth a batch beside another (Benchmarks/README.md).
  static let fewestBeside = 8

  private let lanes: Mutex<Lanes>
  private let write: Write

  /// - Parameter lanes: so many batches may be written at once; see `PostingLanes`.
  init(lanes: Int, fewest: Int = PostingQueue.fewestBeside, write: @escaping Write) {
    self.lanes = Mutex(Lanes(lanes: lanes, fewest: fewest, largest: Self.largestBatch))
    self.write = write
  }

  func post(_ posting: Posting) async throws -> PostingOutcome {
    try await withUnsafeThrowingContinuation { caller in
      let waiting = Lanes.Waiting(posting, caller: caller)
      start(lanes.withLock { $0.add(waiting) })
    }
  }

  private func start(_ batches: some Sequence<Lanes.Batch>) {
    for batch in batches { Task { await self.writeAll(from: batch) } }
  }

  private func writeAll(from first: Lanes.Batch) async {
    var batch = first
    while true {
      await writeBatch(batch.postings)
      let next = lanes.withLock { $0.finish(batch) }
      guard let own = next.first else { return }
      start(next.dropFirst())
      batch = own
    }
  }

  private func writeBatch(_ batch: [Lanes.Waiting]) async {
    do {
      let results = try await write(batch.map(\.posting))
      for (waiting, result) in zip(batch, results) { waiting.caller.resume(with: result) }
    } catch {
      guard !(error is any Unavailability) else {
        for waiting in batch { waiting.caller.resume(throwing: error) }
        return
      }
      // One posting that the database refuses must not fail its neighbours; and one that lost
      // a race for its key against another server finds the winner's outcome now.
      for waiting in batch { await writeAlone(waiting) }
    }
  }

  private func writeAlone(_ waiting: Lanes.Waiting) async {
    do {
      let results = try await write([waiting.posting])
      for result in results { waiting.caller.resume(with: result) }
    } catch {
      waiting.caller.resume(throwing: error)
    }
  }
}
