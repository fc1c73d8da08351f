import Kernel
import KernelTesting
import Ledger
import Storage
import Testing

@testable import PlatformSQL

/// Batches of which the test says when they end, and how.
private actor Batches {
  private(set) var begun: [[Posting]] = []
  private var ends: [Int: CheckedContinuation<Void, any Error>] = [:]
  private var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

  func write(_ postings: [Posting]) async throws -> [Result<PostingOutcome, any Error>] {
    let number = begun.count
    begun.append(postings)
    try await withCheckedThrowingContinuation { end in
      ends[number] = end
      for watcher in watchers where watcher.count == ends.count + ended {
        watcher.continuation.resume()
      }
    }
    return postings.map { .success(PostingOutcome(.failure(.accountClosed), replayOf: $0.name)) }
  }

  private var ended = 0

  /// Returns once so many have begun.
  func begun(_ count: Int) async {
    guard ends.count + ended < count else { return }
    await withCheckedContinuation { watchers.append((count, $0)) }
  }

  func end(_ number: Int, _ result: Result<Void, any Error> = .success(())) {
    ended += 1
    ends.removeValue(forKey: number)?.resume(with: result)
  }
}

extension Posting {
  fileprivate var name: String { order.id.description }
}

/// How postings become batches, and what their callers are told.
struct PostingQueueTests {
  private let ids = SeededIDs()
  private let batches = Batches()

  private func queue(lanes: Int = 2) -> PostingQueue {
    PostingQueue(lanes: lanes, fewest: 1) { [batches] postings, _ in
      try await batches.write(postings)
    }
  }

  private func posting(from payer: UInt128, to payee: UInt128) -> Posting {
    func wallet(_ user: UInt128) -> AccountReference {
      .opening(
        AccountTerms(
          owner: .user(UserID(rawValue: user)), code: "test.wallet", unit: .naira))
    }
    return Posting(
      TransferOrder(
        id: ids.make(), debit: wallet(payer), credit: wallet(payee), amount: .naira(1),
        kind: "transfer"))
  }

  /// Begins at once, so that postings arrive in the order of the calls.
  private func post(
    _ posting: Posting, to queue: PostingQueue
  ) -> Task<PostingOutcome, any Error> {
    Task.immediate { try await queue.post(posting) }
  }

  @Test("Each caller is told what became of their own posting, also side by side")
  func answers() async throws {
    let queue = queue()
    let postings = [posting(from: 1, to: 2), posting(from: 3, to: 4), posting(from: 5, to: 1)]
    let callers = postings.map { post($0, to: queue) }
    await batches.begun(2)
    // The third waits for the first; the second is over before.
    #expect(
      await batches.begun.map { $0.map(\.name) }.sorted { $0[0] < $1[0] } == [
        [postings[0].name], [postings[1].name],
      ])
    await batches.end(1)
    await batches.end(0)
    await batches.begun(3)
    #expect(await batches.begun[2].map(\.name) == [postings[2].name])
    await batches.end(2)
    for (posting, caller) in zip(postings, callers) {
      #expect(try await caller.value.replayOf == posting.name)
    }
  }

  @Test("An outage that one batch meets is told to its callers and to no others")
  func outage() async throws {
    let queue = queue()
    let (lost, kept) = (posting(from: 1, to: 2), posting(from: 3, to: 4))
    let first = post(lost, to: queue)
    await batches.begun(1)
    let second = post(kept, to: queue)
    await batches.begun(2)
    await batches.end(0, .failure(StorageUnavailable.outcomeUnknown))
    await #expect(throws: StorageUnavailable.outcomeUnknown) { try await first.value }
    await batches.end(1)
    #expect(try await second.value.replayOf == kept.name)
  }

  @Test("A batch that the database refuses is tried one by one, beside what is under way")
  func refused() async throws {
    struct Refused: Error {}
    let queue = queue()
    let opening = post(posting(from: 1, to: 2), to: queue)
    await batches.begun(1)
    let callers = [
      post(posting(from: 1, to: 3), to: queue), post(posting(from: 1, to: 4), to: queue),
    ]
    await batches.end(0)
    await batches.begun(2)
    let other = post(posting(from: 5, to: 6), to: queue)
    await batches.begun(3)
    await batches.end(1, .failure(Refused()))
    await batches.begun(4)
    await batches.end(3, .failure(Refused()))
    await batches.begun(5)
    await batches.end(4)
    await batches.end(2)
    #expect(try await opening.value.replayOf != nil)
    await #expect(throws: Refused.self) { try await callers[0].value }
    #expect(try await callers[1].value.replayOf != nil)
    #expect(try await other.value.replayOf != nil)
    #expect(await batches.begun.map(\.count) == [1, 2, 1, 1, 1])
  }

  @Test("Nobody is forgotten when thousands post from everywhere at once", arguments: [1, 2, 3])
  func everybody(lanes: Int) async throws {
    let queue = PostingQueue(lanes: lanes) { postings, _ in
      await Task.yield()
      return postings.map { .success(PostingOutcome(.failure(.accountClosed), replayOf: $0.name)) }
    }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<4_000 {
        let posting = posting(
          from: UInt128(1 + number % 50), to: UInt128(100 + number / 7 % 50))
        group.addTask { try await queue.post(posting).replayOf == posting.name }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }
}
