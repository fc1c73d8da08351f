public import Kernel

/// Which board: a period, and the one that holds a date.
public struct BoardKey: Hashable, Sendable {
  /// The period.
  public let period: BoardPeriod
  /// Its dates; nil for all there are.
  public let dates: ClosedRange<CivilDate>?

  /// The board of the period that holds a date.
  public init(_ period: BoardPeriod, around date: CivilDate) {
    self.period = period
    dates = period.dates(around: date)
  }

  /// The board of the period before the one that holds a date; nil where there is none.
  public init?(_ period: BoardPeriod, before date: CivilDate) {
    guard let dates = period.datesBefore(date) else { return nil }
    self.period = period
    self.dates = dates
  }

  /// The boards that are made anew together: those that hold a date, and the week and the month
  /// before, which late uploads still change.
  public static func fresh(_ period: BoardPeriod?, on date: CivilDate) -> [BoardKey] {
    let periods = period.map { [$0] } ?? BoardPeriod.allCases
    return periods.flatMap { period in
      [BoardKey(period, around: date), BoardKey(period, before: date)].compactMap(\.self)
    }
  }
}

/// What is known of a board besides its lines.
public struct Board: Hashable, Sendable {
  /// Which it is.
  public let key: BoardKey
  /// When it was made.
  public let computedAt: Instant
  /// How many lines it has.
  public let total: Int64

  /// Puts it together.
  public init(key: BoardKey, computedAt: Instant, total: Int64) {
    self.key = key
    self.computedAt = computedAt
    self.total = total
  }
}

/// A line of a board.
public struct BoardLine: Hashable, Sendable {
  /// Where it stands, from 1; no two lines of a board stand in the same place.
  public let place: Int64
  /// From 1; equal steps share a rank, and the ranks after them are skipped.
  public let rank: Int64
  /// Whose it is.
  public let userID: UserID
  /// How many steps counted.
  public let steps: Int64
  /// How they call themselves; nil for their name in short.
  public let displayName: String?
  /// Whether others see who it is.
  public let isAnonymous: Bool

  /// Puts it together.
  public init(
    place: Int64, rank: Int64, userID: UserID, steps: Int64, displayName: String?,
    isAnonymous: Bool
  ) {
    self.place = place
    self.rank = rank
    self.userID = userID
    self.steps = steps
    self.displayName = displayName
    self.isAnonymous = isAnonymous
  }
}

/// A line as it is shown.
public struct ShownLine: Hashable, Sendable {
  /// The line.
  public let line: BoardLine
  /// How whoever it is is called.
  public let name: String

  /// What those are called who do not want to be known.
  public static let anonymous = "Anonymous"

  /// Puts it together.
  /// - Parameter fullName: as the directory has it; nil for somebody who has left.
  public init(_ line: BoardLine, fullName: String?) {
    self.line = line
    name =
      line.isAnonymous
      ? Self.anonymous
      : line.displayName ?? fullName.map(Self.inShort) ?? Self.anonymous
  }

  /// Who it is; nil where others do not see it.
  public var userID: UserID? { line.isAnonymous ? nil : line.userID }

  /// The first name, and the first letter of the last one.
  static func inShort(_ name: String) -> String {
    let words = name.split { $0.isWhitespace }
    guard let first = words.first else { return anonymous }
    guard words.count > 1, let letter = words.last?.first else { return String(first) }
    return "\(first) \(letter)"
  }
}

/// What a board says of whoever asks.
public struct OwnStanding: Hashable, Sendable {
  /// Their rank; nil where they have no line.
  public let rank: Int64?
  /// Their steps: those of their line, or else what they have walked until now.
  public let steps: Int64
  /// Whether boards may list them.
  public let isListed: Bool

  /// Puts it together.
  public init(rank: Int64?, steps: Int64, isListed: Bool) {
    self.rank = rank
    self.steps = steps
    self.isListed = isListed
  }
}

/// A page of a board.
public struct BoardPage: Sendable {
  /// The board.
  public let board: Board
  /// Up to as many lines as were asked for.
  public let lines: [ShownLine]
  /// What it says of whoever asks.
  public let own: OwnStanding

  /// Puts it together.
  public init(board: Board, lines: [ShownLine], own: OwnStanding) {
    self.board = board
    self.lines = lines
    self.own = own
  }
}
