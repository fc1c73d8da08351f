import Configuration
import Console
import Kernel
import Ports

/// `atrium clock show|set|advance`
func clockCommands(_ desk: @escaping Opening<ClockDesk>) -> [Command] {
  let wait = CommandOption.value(
    "wait", "SECONDS", help: "How long to wait for jobs that become due; 30 by default")
  return [
    Command("clock", "show", summary: "Show business time") { _ in
      .record(record(try await desk().reading))
    },
    Command(
      "clock", "set", summary: "Move business time forward to an instant",
      discussion: "  atrium clock set 2026-02-01T08:00:00Z",
      options: [.argument("instant", help: "An instant of RFC 3339"), wait]
    ) { invocation in
      guard let instant = Instant(try invocation.required("instant")) else {
        throw CommandError.usage("<instant> is an instant such as 2026-02-01T08:00:00Z")
      }
      return try await move(.to(instant), invocation, desk)
    },
    Command(
      "clock", "advance", summary: "Move business time forward by a duration",
      discussion: "  atrium clock advance 7d",
      options: [.argument("duration", help: "A duration such as 10m, 24h or 7d"), wait]
    ) { invocation in
      guard let duration = DurationText.parse(try invocation.required("duration")) else {
        throw CommandError.usage("<duration> is a duration such as 10m, 24h or 7d")
      }
      return try await move(.by(duration.milliseconds), invocation, desk)
    },
  ]
}

private func move(
  _ step: ClockStep, _ invocation: Invocation, _ desk: Opening<ClockDesk>
) async throws -> Output {
  guard let wait = Int(invocation["wait"] ?? "30"), (0...86_400).contains(wait) else {
    throw CommandError.usage("--wait is a number of seconds, from 0 to 86400")
  }
  do {
    let moved = try await desk().move(step, waiting: wait, by: .operatorConsole)
    var record = record(moved.reading)
    record.add("jobs_run", .number(Int64(moved.run)))
    record.add("jobs_pending", .number(Int64(moved.pending)))
    return .record(record)
  } catch let refusal as ClockRefusal {
    throw CommandError.refused(refusal.problem.kind.code, refusal.problem.detail ?? "refused")
  }
}

private func record(_ reading: ClockReading) -> Record {
  [
    "now": .text("\(reading.now)"),
    "offset_seconds": .number(reading.offsetMilliseconds / 1_000),
    "is_test": .bool(reading.isTest),
  ]
}

extension Duration {
  fileprivate var milliseconds: Int64 {
    components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
  }
}
