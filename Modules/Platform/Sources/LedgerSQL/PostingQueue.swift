import Kernel
import Ledger
import Synchronization

/// Gathers postings while a batch is being written, and writes them as the next batch.
final class PostingQueue: Sendable {
  typealias Write = @Sendable ([Posting]) async throws -> [Result<PostingOutcome, any Error>]

  /// So that one batch's locks and one batch's memory stay small.
  static let largestBatch = 500

  private struct Waiting {
    let posting: Posting
    let caller: CheckedContinuation<PostingOutcome, any Error>
  }

  private struct State {
    var waiting: [Waiting] = []
    var isWriting = false
  }

  private let state = Mutex(State())
  private let write: Write

  init(write: @escaping Write) {
    self.write = write
  }

  func post(_ posting: Posting) async throws -> PostingOutcome {
    try await withCheckedThrowingContinuation { caller in
      let mustStart = state.withLock { state in
        state.waiting.append(Waiting(posting: posting, caller: caller))
        defer { state.isWriting = true }
        return !state.isWriting
      }
      if mustStart { Task { await self.writeAll() } }
    }
  }

  private func writeAll() async {
    while let batch = nextBatch() { await writeBatch(batch) }
  }

  private func nextBatch() -> [Waiting]? {
    state.withLock { state in
      let batch = Array(state.waiting.prefix(Self.largestBatch))
      state.waiting.removeFirst(batch.count)
      state.isWriting = !batch.isEmpty
      return batch.isEmpty ? nil : batch
    }
  }

  private func writeBatch(_ batch: [Waiting]) async {
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

  private func writeAlone(_ waiting: Waiting) async {
    do {
      let results = try await write([waiting.posting])
      for result in results { waiting.caller.resume(with: result) }
    } catch {
      waiting.caller.resume(throwing: error)
    }
  }
}
