import Console
import Fitness
import Kernel

/// `atrium fitness seed|recompute|leaderboard|archive`
func fitnessCommands(_ open: @escaping @Sendable () async throws -> HouseArea) -> [Command] {
  [
    Command(
      "fitness", "seed", summary: "Put eight products on sale",
      discussion: """
        It can be repeated: what was changed or deleted since stays so.

          atrium fitness seed
        """
    ) { _ in
      .record(["products": .number(Int64(try await open().plantProducts()))])
    },
    Command(
      "fitness", "recompute", summary: "Count a user's dates anew from their records",
      discussion: """
        Coins and achievements follow. Dates whose records are in an archive stay as they are.

          atrium fitness recompute --user 01890a5d-ac96-774b-bcce-b302099a8057
        """,
      options: [.value("user", "USER", help: "The user's id")]
    ) { invocation in
      let user = try invocation.id("user", of: UserTag.self)
      let settled = try await open().recompute(user)
      return .record([
        "user_id": .text("\(user)"), "dates": .number(Int64(settled.days.count)),
        "total_steps": .number(settled.profile.totalCounted),
        "coins_awarded": .number(settled.coinsAwarded),
      ])
    },
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
    },
    Command(
      "fitness", "archive", summary: "Move old records of steps to files, or bring them back",
      discussion: """
        Records older than fitness.steps_retention_months go to fitness.archive_folder, a file a
        month. It can be repeated: what was stopped goes on.

          atrium fitness archive
          atrium fitness archive --restore fitness_step_records_2024-01.jsonl
        """,
      options: [.value("restore", "FILE", help: "Bring the records of this file back")]
    ) { invocation in
      let house = try await open()
      if let file = invocation["restore"] {
        return .record([
          "restored": .number(
            Int64(try await answering { try await house.restoreSteps(from: file) }))
        ])
      }
      guard let moved = try await house.archiveSteps() else {
        throw CommandError(
          exitCode: ExitCode.usage, code: "no_archive", message: "fitness.archive_folder is not set"
        )
      }
      return .record(["archived": .number(Int64(moved))])
    },
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
