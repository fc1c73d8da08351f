import Auth
import Kernel
import KernelTesting
import Synchronization
import Testing

@Suite struct RevocationFeedTests {
  /// A store whose transactions commit when the test says so.
  private final class ScriptedSource: RevocationSource {
    private let visible = Mutex<[StoredRevocation]>([])
    private let told = Mutex(0)

    /// How many revocations were handed out, over all polls.
    var count: Int { told.withLock { $0 } }

    func commit(_ revocation: StoredRevocation) {
      visible.withLock { $0.append(revocation) }
    }

    func revocations(
      after sequence: Int64, orAmong missing: [ClosedRange<Int64>]
    ) async throws -> [StoredRevocation] {
      let news = visible.withLock { revocations in
        revocations.filter { revocation in
          revocation.sequence > sequence || missing.contains { $0.contains(revocation.sequence) }
        }.sorted { $0.sequence < $1.sequence }
      }
      told.withLock { $0 += news.count }
      return news
    }

    func pruneRevocations(before instant: Instant) async throws {
      visible.withLock { $0.removeAll { $0.at < instant } }
    }
  }

  private let noon = Instant(milliseconds: 1_767_268_800_000)
  private let source = ScriptedSource()
  private let revocations = RevocationList(settings: AuthSettings())

  private func revocation(_ sequence: Int64) -> StoredRevocation {
    StoredRevocation(
      sequence: sequence, revocation: .sessionEnded(SessionID(rawValue: UInt128(sequence))),
      at: noon)
  }

  private func isEnded(_ session: Int64) -> Bool {
    let claims = AccessClaims(
      userID: UserID(rawValue: 1), sessionID: SessionID(rawValue: UInt128(session)), roles: [],
      epoch: 0, issuedAt: noon, expiresAt: noon.adding(seconds: 900))
    return revocations.roles(of: claims) == nil
  }

  @Test(
    "A revocation that commits after a later one is not lost",
    arguments: [0, 1, RevocationFeed.overlap / 2, RevocationFeed.overlap * 2])
  func lateCommit(pollsBefore: Int) async throws {
    let feed = RevocationFeed(source: source, revocations: revocations, clock: FixedClock(noon))
    source.commit(revocation(1))
    for _ in 0..<pollsBefore { try await feed.poll() }
    source.commit(revocation(3))
    for _ in 0..<(RevocationFeed.overlap - 1) { try await feed.poll() }
    #expect(isEnded(3))
    #expect(!isEnded(2))
    source.commit(revocation(2))
    try await feed.poll()
    #expect(isEnded(2))
  }

  @Test("What was read long ago is not read again and again")
  func moves() async throws {
    let clock = FixedClock(noon)
    let feed = RevocationFeed(source: source, revocations: revocations, clock: clock)
    source.commit(revocation(1))
    for _ in 0...(2 * RevocationFeed.overlap) { try await feed.poll() }
    clock.advance(seconds: 7200)
    revocations.prune(at: clock.now())
    #expect(!isEnded(1))
    try await feed.poll()
    #expect(!isEnded(1))
  }

  @Test("A poll reads what is new, however many sessions ended in the minute before")
  func readsOnce() async throws {
    let feed = RevocationFeed(source: source, revocations: revocations, clock: FixedClock(noon))
    for number: Int64 in 1...100 {
      // Every other transaction was rolled back.
      source.commit(revocation(2 * number))
      try await feed.poll()
    }
    #expect(source.count == 100)
    #expect((1...100).allSatisfy { isEnded(2 * $0) })
  }

  @Test("After hours without the store nothing is missed that was put up meanwhile")
  func outage() async throws {
    let clock = FixedClock(noon)
    let feed = RevocationFeed(source: source, revocations: revocations, clock: clock)
    try await feed.poll()
    source.commit(revocation(1))
    clock.advance(seconds: 7200)
    try await feed.poll()
    #expect(isEnded(1))
  }
}
