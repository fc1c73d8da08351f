import Console
import Fitness
import Kernel

/// `atrium fitness leaderboard`
func fitnessCommands(_ open: @escaping @Sendable () async throws -> HouseArea) -> [Command] {
  [
    Command(
      "fitness", "leaderboard", summary: "Make leaderboards anew",
      discussion: """
        The boards of today, and those of the week and the month before. Without a period it is all
        of them.

          atrium fitness leaderboard --period weekly
        """,
      options: [.value("period", "PERIOD", help: "weekly, monthly or all_time")]
    ) { invocation in
      let period = try invocation.word("period", of: BoardPeriod.self)
      let boards = try await open().boards.refresh(period)
      return .list(boards.map(record), columns: ["period", "period_start", "lines"])
    }
  ]
}

private func record(_ board: Board) -> Record {
  [
    "period": .text(board.key.period.rawValue),
    "period_start": .optional(board.key.dates.map { "\($0.lowerBound)" }),
    "period_end": .optional(board.key.dates.map { "\($0.upperBound)" }),
    "computed_at": .text("\(board.computedAt)"), "lines": .number(board.total),
  ]
}
