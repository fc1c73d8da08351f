import Auth
import Kernel
import KernelTesting
import Synchronization
import Testing

@Suite struct NoticeFeedTests {
  /// A store whose transactions commit when the test says so.
  private final class ScriptedSource: NoticeSource {
    private let visible = Mutex<[StoredNotice]>([])

    func commit(_ notice: StoredNotice) {
      visible.withLock { $0.append(notice) }
    }

    func notices(after sequence: Int64, since: Instant) async throws -> [StoredNotice] {
      visible.withLock { notices in
        notices.filter { $0.sequence > sequence && $0.at >= since }
          .sorted { $0.sequence < $1.sequence }
      }
    }

    func pruneNotices(before instant: Instant) async throws {
      visible.withLock { $0.removeAll { $0.at < instant } }
    }
  }

  private let noon = Instant(milliseconds: 1_767_268_800_000)
  private let source = ScriptedSource()
  private let board = NoticeBoard(settings: AuthSettings())

  private func notice(_ sequence: Int64) -> StoredNotice {
    StoredNotice(
      sequence: sequence, notice: .sessionEnded(SessionID(rawValue: UInt128(sequence))), at: noon)
  }

  private func isEnded(_ session: Int64) -> Bool {
    let claims = AccessClaims(
      userID: UserID(rawValue: 1), sessionID: SessionID(rawValue: UInt128(session)), roles: [],
      epoch: 0, issuedAt: noon, expiresAt: noon.adding(seconds: 900))
    return board.roles(of: claims) == nil
  }

  @Test(
    "A notice that commits after a later one is not lost",
    arguments: [0, 1, NoticeFeed.overlap / 2, NoticeFeed.overlap * 2])
  func lateCommit(pollsBefore: Int) async throws {
    let feed = NoticeFeed(source: source, board: board, clock: FixedClock(noon))
    source.commit(notice(1))
    for _ in 0..<pollsBefore { try await feed.poll() }
    source.commit(notice(3))
    for _ in 0..<(NoticeFeed.overlap - 1) { try await feed.poll() }
    #expect(isEnded(3))
    #expect(!isEnded(2))
    source.commit(notice(2))
    try await feed.poll()
    #expect(isEnded(2))
  }

  @Test("What was read long ago is not read again and again")
  func moves() async throws {
    let clock = FixedClock(noon)
    let feed = NoticeFeed(source: source, board: board, clock: clock)
    source.commit(notice(1))
    for _ in 0...(2 * NoticeFeed.overlap) { try await feed.poll() }
    clock.advance(seconds: 7200)
    board.prune(at: clock.now())
    #expect(!isEnded(1))
    try await feed.poll()
    #expect(!isEnded(1))
  }

  @Test("After hours without the store nothing is missed that was put up meanwhile")
  func outage() async throws {
    let clock = FixedClock(noon)
    let feed = NoticeFeed(source: source, board: board, clock: clock)
    try await feed.poll()
    source.commit(notice(1))
    clock.advance(seconds: 7200)
    try await feed.poll()
    #expect(isEnded(1))
  }
}
