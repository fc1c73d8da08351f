import Kernel
import Ledger
import Storage
import Synchronization

/// Gathers postings while batches are being written, and writes them as the next ones.
final class PostingQueue: Sendable {
  typealias Write =
    @Sendable ([Posting], AccountWaiting) async throws -> [Result<PostingOutcome, any Error>]

  private typealias Lanes = PostingLanes<UnsafeContinuation<PostingOutcome, any Error>>

  /// So that one batch's locks and one batch's memory stay small.
  static let largestBatch = 500

  /// How many postings are worth a batch beside another (Benchmarks/README.md).
  static let fewestBeside = 8

  private let lanes: Mutex<Lanes>
  /// What waits for accounts that somebody else has locked; an account with none is being waited
  /// for.
  private let aside = Mutex<[LedgerAccount.ID: [Lanes.Waiting]]>([:])
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
      answer(batch, try await write(batch.map(\.posting), .forNone))
    } catch StorageUnavailable.locked {
      // Somebody has locked something else than an account. Those that do not need it shall not
      // wait for those that do.
      for waiting in batch { Task { await self.writeAlone(waiting) } }
    } catch let error as any Unavailability {
      for waiting in batch { waiting.caller.resume(throwing: error) }
    } catch {
      // One posting that the database refuses must not fail its neighbours; and one that lost
      // a race for its key against another server finds the winner's outcome now.
      for waiting in batch { await writeAlone(waiting) }
    }
  }

  private func writeAlone(_ waiting: Lanes.Waiting) async {
    do {
      answer([waiting], try await write([waiting.posting], .forAll))
    } catch {
      waiting.caller.resume(throwing: error)
    }
  }

  /// Tells each caller what became of their posting, and sets aside those that were left out.
  private func answer(
    _ batch: [Lanes.Waiting], _ results: [Result<PostingOutcome, any Error>]
  ) {
    for (waiting, result) in zip(batch, results) {
      if case .failure(let passedOver as AccountPassedOver) = result {
        setAside(waiting, for: passedOver.account)
      } else {
        waiting.caller.resume(with: result)
      }
    }
  }

  /// Has a posting wait for an account. What waits for one account is written together. One that
  /// has waited for an account before and lacks another one waits for all of its accounts: they
  /// might keep it from each other for ever.
  private func setAside(_ waiting: Lanes.Waiting, for account: LedgerAccount.ID) {
    var waiting = waiting
    waiting.timesAside += 1
    if waiting.timesAside > 1 {
      Task { [waiting] in await self.writeAlone(waiting) }
      return
    }
    let isFirst = aside.withLock { aside in
      defer { aside[account, default: []].append(waiting) }
      return aside[account] == nil
    }
    guard isFirst else { return }
    Task {
      while let group = takeAside(for: account) { await writeAside(group, for: account) }
    }
  }

  private func takeAside(for account: LedgerAccount.ID) -> [Lanes.Waiting]? {
    aside.withLock { aside in
      guard let waiting = aside[account], !waiting.isEmpty else {
        aside[account] = nil
        return nil
      }
      aside[account] = Array(waiting.dropFirst(Self.largestBatch))
      return Array(waiting.prefix(Self.largestBatch))
    }
  }

  private func writeAside(_ group: [Lanes.Waiting], for account: LedgerAccount.ID) async {
    do {
      answer(group, try await write(group.map(\.posting), .forOne(account)))
    } catch StorageUnavailable.locked(let statement) {
      // Those that came meanwhile have waited for the same lock.
      let others = aside.withLock { aside in
        defer { aside[account] = [] }
        return aside[account] ?? []
      }
      for waiting in group + others {
        waiting.caller.resume(throwing: StorageUnavailable.locked(statement: statement))
      }
    } catch let error as any Unavailability {
      for waiting in group { waiting.caller.resume(throwing: error) }
    } catch {
      for waiting in group { await writeAlone(waiting) }
    }
  }
}
