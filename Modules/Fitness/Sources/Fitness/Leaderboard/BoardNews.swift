public import Events
import Kernel
import Work

/// The events of boards, for the catalogue.
public let boardEvents = [
  EventDeclaration(
    "fitness.leaderboard.refreshed",
    """
    A leaderboard was made anew. The data has period, period_start, period_end, computed_at and \
    total.
    """)
]

extension FitnessNews {
  /// A board was made anew.
  static func boardRefreshed(_ board: Board) -> FitnessNews {
    FitnessNews(
      event: Event(
        "fitness.leaderboard.refreshed", of: "leaderboard:\(board.key.period.rawValue)",
        data: EventData { data in
          try data.write("period", board.key.period.rawValue)
          try data.write("period_start", board.key.dates?.lowerBound)
          try data.write("period_end", board.key.dates?.upperBound)
          try data.write("computed_at", board.computedAt)
          try data.write("total", number: board.total)
        }))
  }
}
