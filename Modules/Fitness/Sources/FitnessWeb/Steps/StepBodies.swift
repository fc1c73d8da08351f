import Fitness
import Kernel
import Router

/// A record on the wire.
struct StepRecordBody: ResponseBody {
  let record: StepRecord

  private var interval: Range<Instant>? {
    switch record.span {
    case .day: nil
    case .interval(let time): time
    }
  }

  static let shape = Shape<StepRecordBody>(
    "StepRecord",
    .id("id") { $0.record.id },
    .date("date") { $0.record.date },
    .integer("steps") { $0.record.steps },
    .enumeration("source") { $0.record.reporter.source },
    .optionalString("device_id") { $0.record.reporter.deviceID },
    .enumeration("recording_method") { $0.record.method },
    .bool("is_manual") { $0.record.reporter.isManual },
    .optionalInstant("start_time") { $0.interval?.lowerBound },
    .optionalInstant("end_time") { $0.interval?.upperBound },
    .string("time_zone") { $0.record.zone.name },
    .optionalString("distance_m") { $0.record.distance.map { "\($0 / 10).\($0 % 10)" } },
    .optionalString("external_id") { $0.record.externalID },
    .integer("version") { $0.record.version },
    .enumeration("verification") { $0.record.verification },
    .bool("is_verified") { $0.record.verification == .verified },
    .strings("flags") { $0.record.flags.map(\.rawValue) },
    .optionalString("reason") { $0.record.reason },
    .optionalID("superseded_by") { $0.record.supersededBy },
    .instant("created_at") { $0.record.createdAt })
}

/// A date on the wire.
struct StepDayBody: ResponseBody {
  let day: StepDay

  static let shape = Shape<StepDayBody>(
    "StepDay",
    .date("date") { $0.day.date },
    .integer("steps") { $0.day.steps }.described("Measured and typed ones, each once."),
    .integer("reported_steps") { $0.day.reported }
      .described("All current records: what counts, and what does not."),
    .integer("counted_steps") { $0.day.counted },
    .object("uncounted") { UncountedBody(day: $0.day) },
    .string("coins_earned") { "\($0.day.earned)" },
    .string("coins_per_step") { "\(CoinFraction(parts: $0.day.rate.coins.perStep))" },
    .integer("goal") { $0.day.goal },
    .bool("goal_met") { $0.day.isGoalMet },
    .array("sources") { $0.day.sources.map { SourceBody(sum: $0) } })
}

/// Why steps of a date do not count.
struct UncountedBody: ResponseBody {
  let day: StepDay

  static let shape = Shape<UncountedBody>(
    "UncountedSteps",
    .integer("overlapping") { $0.day.overlapping },
    .integer("manual") { $0.day.manualOver },
    .integer("over_cap") { $0.day.overCap },
    .integer("pending") { $0.day.pending },
    .integer("rejected") { $0.day.rejected })
}

/// What one reporter says of a date.
struct SourceBody: ResponseBody {
  let sum: DayMerge.SourceSum

  static let shape = Shape<SourceBody>(
    "StepSource",
    .enumeration("source") { $0.sum.reporter.source },
    .optionalString("device_id") { $0.sum.reporter.deviceID },
    .bool("is_manual") { $0.sum.reporter.isManual },
    .integer("steps") { $0.sum.steps })
}

/// Today on the wire.
struct TodayBody: ResponseBody {
  let today: Today
  let dailyCoinCap: Int64

  static let shape = Shape<TodayBody>(
    "StepsToday",
    fields: StepDayBody.shape.pulled { StepDayBody(day: $0.today.day) } + [
      .string("time_zone") { $0.today.zone.name },
      .integer("remaining") { $0.today.remaining }
        .described("How many steps must count until the goal is met."),
      .integer("daily_coin_cap") { $0.dailyCoinCap },
    ])
}

/// Dates on the wire.
struct StepDaysBody: ResponseBody {
  let days: [StepDay]

  static let shape = Shape<StepDaysBody>(
    "StepDays",
    .array("items") { $0.days.map { StepDayBody(day: $0) } },
    .optionalString("next_cursor") { _ in nil })
}

/// A summary on the wire.
struct SummaryBody: ResponseBody {
  let summary: StepSummary

  static let shape = Shape<SummaryBody>(
    "StepSummary",
    .date("from") { $0.summary.dates.lowerBound },
    .date("to") { $0.summary.dates.upperBound },
    .integer("steps") { $0.summary.steps },
    .integer("counted_steps") { $0.summary.counted },
    .integer("active_days") { $0.summary.activeDays },
    .integer("average_per_active_day") { $0.summary.averagePerActiveDay },
    .optionalObject("best_day") {
      $0.summary.best.map { BestDayBody(date: $0.date, steps: $0.steps) }
    },
    .string("coins_earned") { "\($0.summary.earned)" },
    .integer("current_streak") { $0.summary.streaks.current },
    .integer("longest_streak") { $0.summary.streaks.longest })
}

/// The best of dates on the wire.
struct BestDayBody: ResponseBody {
  let date: CivilDate
  let steps: Int

  static let shape = Shape<BestDayBody>(
    "BestStepDay", .date("date") { $0.date }, .integer("steps") { $0.steps })
}
