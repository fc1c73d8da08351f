public import Jobs

/// Who does the jobs of which kind.
public enum JobOffer: OfferKey {
  /// Does the jobs of one kind.
  public typealias Item = JobHandler
}

/// What is enqueued again and again.
public enum ScheduleOffer: OfferKey {
  /// One schedule.
  public typealias Item = Schedule
}

extension Offers {
  /// Does the jobs that the context enqueues: a handler for each kind.
  public var jobs: [JobHandler] {
    get { self[JobOffer.self] }
    set { self[JobOffer.self] = newValue }
  }

  /// The jobs that the context has enqueued again and again.
  public var schedules: [Schedule] {
    get { self[ScheduleOffer.self] }
    set { self[ScheduleOffer.self] = newValue }
  }
}
