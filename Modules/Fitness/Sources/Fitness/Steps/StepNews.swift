public import Events
import Kernel
import Work

// What is told of records.

/// The events of records, for the catalogue.
public let stepEvents = [
  EventDeclaration(
    "fitness.steps.recorded",
    """
    Steps were uploaded. The data has user_id, dates, records (how many are new), steps and \
    counted_steps (of those dates) and coins_awarded.
    """)
]

extension FitnessNews {
  /// Records came.
  static func stepsRecorded(_ records: [StepRecord], _ settled: Settled) -> FitnessNews {
    let user = settled.profile.userID
    return FitnessNews(
      event: Event(
        "fitness.steps.recorded", of: "walker:\(user)", topics: [TopicName.user(user)],
        data: EventData { data in
          try data.write("user_id", user)
          try data.write("dates", list: settled.days.map { "\($0.date)" })
          try data.write("records", number: Int64(records.count))
          try data.write("steps", number: Int64(settled.days.reduce(0) { $0 + $1.steps }))
          try data.write(
            "counted_steps", number: Int64(settled.days.reduce(0) { $0 + $1.counted }))
          try data.write("coins_awarded", number: settled.coinsAwarded)
        }))
  }
}
