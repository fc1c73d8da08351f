import ContextKit
import Fitness
import Kernel
import Router

/// Who walked most.
func boardRoutes(_ boards: BoardService) -> [Route] {
  [
    .get(
      "/leaderboard", permission: .readFitness, summary: "Show a leaderboard",
      refusals: [FeatureDisabled.self]
    ) { (caller, query: BoardQuery) in
      let shown = try await boards.page(
        query.period, at: query.date, from: query.start, limit: query.page.limit,
        for: caller.userID)
      return BoardBody(shown, query.page.of(shown.lines) { BoardLineBody(shown: $0) })
    }
    .described(
      "Counted steps by users' own dates. A week is from Monday to Sunday; `at` asks for the week "
        + "or month that holds a date, and `around=me` for the page with the caller in its middle. "
        + "Equal steps share a rank, and the ranks after them are skipped."),
    .post(
      "/leaderboard/refresh", permission: .administerFitness,
      summary: "Make leaderboards anew", status: 202, refusals: [FeatureDisabled.self],
      answer: { (id: BoardRefreshID) in BoardRefreshBody(id: id) }
    ) { (caller, input: BoardRefreshInput, once) in
      try await boards.requestRefresh(of: input.period, by: FitnessCaller(caller), once: once)
    },
  ]
}

/// The query of `GET /leaderboard`.
struct BoardQuery: RequestInput {
  enum Around: String, CaseIterable, Sendable { case me }

  let period: BoardPeriod
  let date: CivilDate?
  let page: PageRequest<ShownLine, Int64>
  private let around: Around?

  init(from fields: inout RequestFields) {
    period = fields.query("period", .enumeration()) ?? .weekly
    date = fields.query("at", .date)
    around = fields.query("around", .enumeration())
    // Places of one board say nothing on another. They do not tell who is where.
    let list = "fitness.leaderboard.\(period.rawValue).\(date.map { "\($0)" } ?? "now")"
    page = fields.page(list, by: \.line.place)
  }

  var start: BoardService.Start {
    if let place = page.after { return .after(place) }
    return around == nil ? .top : .aroundMe
  }
}

/// The body of `POST /leaderboard/refresh`.
struct BoardRefreshInput: RequestInput {
  let period: BoardPeriod?

  init(from fields: inout RequestFields) {
    period = fields.optionalBody("period", .enumeration())
  }
}

/// That boards will be made anew.
struct BoardRefreshBody: ResponseBody {
  let id: BoardRefreshID

  static let shape = Shape<BoardRefreshBody>("FitnessLeaderboardRefresh", .id("id") { $0.id })
}

/// A line of a board on the wire.
struct BoardLineBody: ResponseBody {
  let shown: ShownLine

  static let shape = Shape<BoardLineBody>(
    "FitnessLeaderboardLine",
    .integer("rank") { $0.shown.line.rank },
    .optionalID("user_id") { $0.shown.userID },
    .string("name") { $0.shown.name },
    .integer("steps") { $0.shown.line.steps })
}

/// What a board says of whoever asks, on the wire.
struct OwnStandingBody: ResponseBody {
  let own: OwnStanding

  static let shape = Shape<OwnStandingBody>(
    "FitnessLeaderboardMe",
    .optionalInteger("rank") { $0.own.rank },
    .integer("steps") { $0.own.steps },
    .bool("is_listed") { $0.own.isListed })
}

/// A page of a board on the wire.
struct BoardBody: ResponseBody {
  let page: BoardPage
  let lines: Page<BoardLineBody>

  init(_ page: BoardPage, _ lines: Page<BoardLineBody>) {
    self.page = page
    self.lines = lines
  }

  static let shape = Shape<BoardBody>(
    "FitnessLeaderboard",
    .enumeration("period") { $0.page.board.key.period },
    .optionalDate("period_start") { $0.page.board.key.dates?.lowerBound },
    .optionalDate("period_end") { $0.page.board.key.dates?.upperBound },
    .instant("computed_at") { $0.page.board.computedAt },
    .integer("total") { $0.page.board.total },
    .array("items") { $0.lines.items },
    .optionalString("next_cursor") { $0.lines.nextCursor },
    .object("me") { OwnStandingBody(own: $0.page.own) })
}
