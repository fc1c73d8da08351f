public import Events
import Kernel
public import Work

// What is told of reviews.

/// The events of reviews, for the catalogue.
public let reviewEvents = [
  EventDeclaration("fitness.validation.opened", "A record waits for a review. \(members)"),
  EventDeclaration("fitness.validation.approved", "A record was approved. \(members)"),
  EventDeclaration("fitness.validation.rejected", "A record was rejected. \(members)"),
]

private let members =
  "The data has validation_id, step_record_id, date, steps, status and reason."

/// What people are notified of.
public let reviewNotifications = [
  NotificationEvent("fitness.validation.rejected", "Steps of yours were not counted")
]

extension FitnessNews {
  /// A record waits for a review, for the first time or again.
  static func opened(_ validation: StepValidation) -> FitnessNews {
    FitnessNews(event: Event("fitness.validation.opened", of: validation))
  }

  /// A review was decided.
  static func decided(_ validation: StepValidation) -> FitnessNews {
    guard validation.state == .rejected else {
      return FitnessNews(event: Event("fitness.validation.approved", of: validation))
    }
    return FitnessNews(
      event: Event("fitness.validation.rejected", of: validation),
      notifications: [
        (
          validation.userID,
          Notification(
            "fitness.validation.rejected",
            title: "\(validation.steps) steps of \(validation.date) were not counted",
            body: validation.reason ?? "",
            actionURL: "/fitness/steps/records/\(validation.recordID)")
        )
      ])
  }
}

extension Event {
  fileprivate init(_ type: String, of validation: StepValidation) {
    self.init(
      type, of: "validation:\(validation.id)", topics: [TopicName.user(validation.userID)],
      data: EventData { data in
        try data.write("validation_id", validation.id)
        try data.write("step_record_id", validation.recordID)
        try data.write("date", validation.date)
        try data.write("steps", number: Int64(validation.steps))
        try data.write("status", validation.state.rawValue)
        try data.write("reason", validation.reason)
      })
  }
}
