import Fitness
import FitnessTesting
import Kernel
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Who walked most. The first of January 2026 is a Thursday.
@Suite struct BoardContractTests {
  private let today = CivilDate(year: 2026, month: 1, day: 1) ?? .earliest

  /// A line as it is read at a glance.
  private func lines(_ page: BoardPage) -> [String] {
    page.lines.map { "\($0.line.rank) \($0.name) \($0.line.steps)" }
  }

  private func board(
    _ fixture: FitnessFixture, _ period: BoardPeriod = .weekly, at date: CivilDate? = nil,
    from start: BoardService.Start = .top, limit: Int = 100, for user: UserID? = nil
  ) async throws -> BoardPage {
    try await fixture.boards.page(
      period, at: date, from: start, limit: limit, for: user ?? UserID(rawValue: 1))
  }

  @Test(
    "Equal steps share a rank, and the ranks after them are skipped", arguments: Engine.allCases)
  func ties(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    for (name, steps) in [("Ada", 3_000), ("Ben", 2_000), ("Cleo", 2_000), ("Dan", 1_000)] {
      try await fixture.walk(fixture.user(name), today, steps)
    }
    let idle = try fixture.user("Eve")
    try await fixture.walk(idle, today, 0)
    let page = try await board(fixture, for: idle)
    #expect(lines(page) == ["1 Ada 3000", "2 Ben 2000", "2 Cleo 2000", "4 Dan 1000"])
    #expect(page.board.total == 4)
    #expect(page.own == OwnStanding(rank: nil, steps: 0, isListed: true))
  }

  @Test("A week is from Monday to Sunday, and a month its dates", arguments: Engine.allCases)
  func periods(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    let ada = try fixture.user("Ada")
    for (days, steps) in [(0, 1_000), (-3, 2_000), (-4, 4_000)] {
      try await fixture.walk(ada, today.adding(days: days), steps)
    }
    #expect(lines(try await board(fixture)) == ["1 Ada 3000"])
    #expect(lines(try await board(fixture, at: today.adding(days: -4))) == ["1 Ada 4000"])
    #expect(lines(try await board(fixture, .monthly)) == ["1 Ada 1000"])
    #expect(lines(try await board(fixture, .allTime)) == ["1 Ada 7000"])
    let dates = try await board(fixture).board.key.dates
    #expect(dates == today.adding(days: -3)...today.adding(days: 3))
  }

  @Test(
    "A board stands until it is made anew, and then with the week before too",
    arguments: Engine.allCases)
  func refreshing(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    let (ada, ben) = (try fixture.user("Ada"), try fixture.user("Ben"))
    let lastWeek = today.adding(days: -4)
    try await fixture.walk(ada, today, 1_000)
    try await fixture.walk(ada, lastWeek, 1_000)
    try await fixture.boards.refresh()
    try await fixture.walk(ben, today, 2_000)
    try await fixture.walk(ben, lastWeek, 2_000)
    #expect(lines(try await board(fixture, for: ben)) == ["1 Ada 1000"])
    #expect(try await board(fixture, for: ben).own.steps == 2_000)
    let boards = try await fixture.boards.refresh()
    #expect(boards.map(\.total) == [2, 2, 1, 2, 2].sorted() || boards.count == 5)
    #expect(lines(try await board(fixture)) == ["1 Ben 2000", "2 Ada 1000"])
    #expect(lines(try await board(fixture, at: lastWeek)) == ["1 Ben 2000", "2 Ada 1000"])
    // Whoever has no steps left has no line.
    try await fixture.walk(ben, today, 0)
    try await fixture.boards.refresh()
    #expect(lines(try await board(fixture)) == ["1 Ada 1000"])
  }

  @Test(
    "Who hides, is not believed, is blocked or leaves is off at once and holds no rank later",
    arguments: Engine.allCases)
  func leaving(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    let changes: [@Sendable (UserID) async throws -> Void] = [
      { user in try await fixture.change(user) { $0.visibility = .hidden } },
      { user in try await fixture.change(user) { $0.trust = .low } },
      { user in try await fixture.change(user) { $0.deletedAt = FitnessFixture.start } },
      { user in
        try await fixture.store.atomically(.unkeyed) { try $0.setBlocked(true, user) }
      },
    ]
    let ada = try fixture.user("Ada")
    try await fixture.walk(ada, today, 1_000)
    for change in changes {
      let other = try fixture.user("Ben")
      try await fixture.walk(other, today, 2_000)
      try await fixture.boards.refresh()
      #expect(lines(try await board(fixture)) == ["1 Ben 2000", "2 Ada 1000"])
      try await change(other)
      let page = try await board(fixture, for: other)
      #expect(lines(page) == ["2 Ada 1000"])
      #expect(page.board.total == 1)
      #expect(page.own == OwnStanding(rank: nil, steps: 2_000, isListed: false))
      try await fixture.boards.refresh()
      #expect(lines(try await board(fixture)) == ["1 Ada 1000"])
    }
  }

  @Test("Coming back waits for the next board", arguments: Engine.allCases)
  func returning(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    let ada = try fixture.user("Ada")
    try await fixture.walk(ada, today, 1_000)
    try await fixture.change(ada) { $0.visibility = .hidden }
    try await fixture.boards.refresh()
    try await fixture.change(ada) { $0.visibility = .public }
    let page = try await board(fixture, for: ada)
    #expect(page.lines.isEmpty && page.own.rank == nil && page.own.isListed)
    try await fixture.boards.refresh()
    #expect(lines(try await board(fixture)) == ["1 Ada 1000"])
  }

  @Test("Names are the chosen one, the name in short, or none", arguments: Engine.allCases)
  func names(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    let (ada, ben, cleo) = (
      try fixture.user("Ada"), try fixture.user("Ben"), try fixture.user("Cleo")
    )
    fixture.directory.rename(ada, "Ada Mary Obi")
    for (user, steps) in [(ada, 3_000), (ben, 2_000), (cleo, 1_000)] {
      try await fixture.walk(user, today, steps)
    }
    try await fixture.change(ben) { $0.displayName = "Walker" }
    try await fixture.change(cleo) { $0.visibility = .anonymous }
    let page = try await board(fixture, for: cleo)
    #expect(page.lines.map(\.name) == ["Ada O", "Walker", "Anonymous"])
    #expect(page.lines.map(\.userID) == [ada, ben, nil])
    #expect(page.own == OwnStanding(rank: 3, steps: 1_000, isListed: true))
  }

  @Test(
    "Pages join within equal ranks, and one can begin around whoever asks",
    arguments: Engine.allCases)
  func paging(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    var users: [UserID] = []
    for number in 0..<9 {
      let user = try fixture.user("u\(number)")
      try await fixture.walk(user, today, number < 6 ? 5_000 : 1_000)
      users.append(user)
    }
    var (seen, place): ([UserID], Int64) = ([], 0)
    while true {
      let page = try await board(fixture, from: .after(place), limit: 2)
      let shown = page.lines.prefix(2)
      seen += shown.map(\.line.userID)
      guard page.lines.count > 2, let last = shown.last else { break }
      place = last.line.place
    }
    #expect(seen == users)
    let around = try await board(fixture, from: .aroundMe, limit: 3, for: users[4])
    #expect(around.lines.prefix(3).map(\.line.userID) == Array(users[3...5]))
    #expect(try await board(fixture, from: .aroundMe, limit: 3).lines.first?.userID == users[0])
  }

  @Test("The cached ranks are those of the rules, whatever was walked", arguments: Engine.allCases)
  func rules(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    var numbers = SeededNumbers(7)
    var walked: [(walker: UserID, steps: Int)] = []
    for number in 0..<25 {
      let user = try fixture.user("w\(number)")
      let steps = numbers.next(below: 6) * 500
      try await fixture.walk(user, today, steps)
      walked.append((user, steps))
    }
    let expected = Ranking(walked).lines.map { "\($0.rank) \($0.walker) \($0.steps)" }
    let found = try await board(fixture).lines.map {
      "\($0.line.rank) \($0.line.userID) \($0.line.steps)"
    }
    #expect(found == expected)
  }

  @Test(
    "Boards are due as often as the setting says, and never while switched off",
    arguments: Engine.allCases)
  func due(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    let now = fixture.time.clock.now()
    #expect(try await fixture.boards.nextRefresh() == now)
    try await fixture.boards.refresh()
    #expect(try await fixture.boards.nextRefresh() == now.adding(seconds: 3_600))
    fixture.terms.change { $0.boardRefresh = .seconds(300) }
    #expect(try await fixture.boards.nextRefresh() == now.adding(seconds: 300))
    fixture.terms.change { $0.features.remove(.leaderboard) }
    #expect(try await fixture.boards.nextRefresh() == nil)
    await #expect(throws: FeatureDisabled.self) { _ = try await board(fixture) }
  }

  @Test("Two that make a board at once make one", arguments: Engine.allCases)
  func atOnce(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    for number in 0..<5 {
      try await fixture.walk(fixture.user("u\(number)"), today, 1_000 * (number + 1))
    }
    try await withThrowingTaskGroup { group in
      for _ in 0..<4 { group.addTask { try await fixture.boards.refresh() } }
      try await group.waitForAll()
    }
    let page = try await board(fixture)
    #expect(page.lines.map(\.line.rank) == [1, 2, 3, 4, 5] && page.board.total == 5)
  }
}

/// Numbers that are the same each time.
private struct SeededNumbers {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next(below limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }
}
