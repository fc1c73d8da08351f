public import Events
public import Kernel
public import Ports
import Work

/// Shows who walked most, and has boards made anew.
public struct BoardService: Sendable {
  private let store: any FitnessStore
  private let users: any UserDirectory
  private let clock: any WallClock
  private let terms: FitnessTermsSource

  /// Who acts on blocked accounts, for events that come twice.
  public static let subscriber = "fitness.leaderboard.blocked"

  /// Makes the service.
  public init(
    store: any FitnessStore, users: any UserDirectory, clock: any WallClock,
    terms: @escaping FitnessTermsSource
  ) {
    self.store = store
    self.users = users
    self.clock = clock
    self.terms = terms
  }

  /// Where a page of a board begins.
  public enum Start: Hashable, Sendable {
    /// At the first line.
    case top
    /// Behind a place.
    case after(Int64)
    /// So that whoever asks stands in its middle; at the first line where they have none.
    case aroundMe
  }

  /// A page of the board of the period that holds a date. A board that was never made is made now.
  /// - Parameters:
  ///   - date: today unless given.
  ///   - limit: how many lines; one more is read, to tell whether there is another page.
  /// - Throws: `FeatureDisabled`, or the store's error.
  public func page(
    _ period: BoardPeriod, at date: CivilDate?, from start: Start, limit: Int, for user: UserID
  ) async throws -> BoardPage {
    let terms = terms()
    try terms.require(.leaderboard)
    let key = BoardKey(period, around: date ?? terms.zone.date(at: clock.now()))
    let board = try await made(key)
    let line = try await store.line(of: user, on: key)
    let place: Int64 =
      switch start {
      case .top: 0
      case .after(let place): place
      case .aroundMe: max(0, (line?.place ?? 0) - Int64(limit / 2) - 1)
      }
    let lines = try await store.lines(of: key, after: place, limit: limit + 1)
    return BoardPage(
      board: board, lines: try await shown(lines), own: try await own(line, of: user, on: key))
  }

  private func own(
    _ line: BoardLine?, of user: UserID, on key: BoardKey
  ) async throws -> OwnStanding {
    if let line { return OwnStanding(rank: line.rank, steps: line.steps, isListed: true) }
    return OwnStanding(
      rank: nil, steps: try await store.stepsWalked(by: user, in: key.dates),
      isListed: try await store.isListed(user))
  }

  private func made(_ key: BoardKey) async throws -> Board {
    if let board = try await store.board(key) { return board }
    return try await refresh(key)
  }

  private func shown(_ lines: [BoardLine]) async throws -> [ShownLine] {
    let unnamed = lines.filter { !$0.isAnonymous && $0.displayName == nil }.map(\.userID)
    let names = unnamed.isEmpty ? [:] : try await users.names(of: unnamed)
    return lines.map { ShownLine($0, fullName: names[$0.userID]) }
  }
}

extension BoardService {
  /// Has boards made anew by a job. It is one entry of the audit trail.
  /// - Parameter period: all of them where none is named.
  /// - Throws: `FeatureDisabled`, or the store's error.
  public func requestRefresh(
    of period: BoardPeriod?, by caller: FitnessCaller,
    once: Once<BoardRefreshID> = .unkeyed
  ) async throws -> BoardRefreshID {
    try terms().require(.leaderboard)
    return try await store.atomically(once) { transaction in
      let id: BoardRefreshID = transaction.ids.make()
      try transaction.work.enqueue(RefreshBoards(id: id, period: period))
      try transaction.work.record(
        AuditEntry(
          actor: caller.actor, action: "fitness.leaderboard.refresh",
          target: "leaderboard:\(period?.rawValue ?? "all")", before: nil,
          after: AuditText([("id", "\(id)")]).text, at: transaction.now))
      return id
    }
  }

  /// Makes the boards of today anew, and the week and the month before.
  /// - Parameter period: all of them where none is named.
  /// - Throws: the store's error.
  @discardableResult
  public func refresh(_ period: BoardPeriod? = nil) async throws -> [Board] {
    let now = clock.now()
    try await followZones(at: now)
    var boards: [Board] = []
    for key in BoardKey.fresh(period, on: terms().zone.date(at: now)) {
      boards.append(try await refresh(key))
    }
    return boards
  }

  private func refresh(_ key: BoardKey) async throws -> Board {
    try await store.atomically(.unkeyed) { transaction in
      let board = try transaction.refresh(key)
      try transaction.tell(.boardRefreshed(board))
      return board
    }
  }

  /// Clocks of zones are set forward and back.
  private func followZones(at now: Instant) async throws {
    let offsets = try await store.zonesOfProfiles().map {
      (zone: $0, minutes: $0.offsetMinutes(at: now))
    }
    try await store.atomically(.unkeyed) { try $0.setOffsets(offsets) }
  }

  /// When the boards of today are to be made anew; nil while they are switched off.
  /// - Throws: the store's error.
  public func nextRefresh() async throws -> Instant? {
    let (terms, now) = (terms(), clock.now())
    guard terms.features.contains(.leaderboard) else { return nil }
    let keys = BoardPeriod.allCases.map { BoardKey($0, around: terms.zone.date(at: now)) }
    guard let made = try await store.firstMade(of: keys) else { return now }
    return made.adding(seconds: terms.boardRefresh.components.seconds)
  }

  /// Takes somebody off the boards whose account is blocked, or lets the next boards have them
  /// again.
  /// - Throws: the store's error.
  public func setBlocked(
    _ isBlocked: Bool, _ user: UserID, after event: RelayedEvent.ID
  ) async throws {
    try await store.atomically(.unkeyed) { transaction in
      guard try transaction.work.receive(event, by: Self.subscriber) else { return }
      try transaction.setBlocked(isBlocked, user)
    }
  }
}
