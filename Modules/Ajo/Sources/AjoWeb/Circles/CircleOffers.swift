import Ajo
import Events
import Jobs
import Kernel

/// Does the jobs of circles.
func circleJobs(_ circles: CircleService, _ rounds: CircleRounds) -> [JobHandler] {
  [
    JobHandler(TurnCycles.self) { job, _ in try await rounds.run(job) },
    JobHandler(CollectMandates.self) { job, _ in try await rounds.run(job) },
    JobHandler(LeaveCircles.self) { job, run in try await circles.leaveCircles(job.user, in: run) },
  ]
}

/// Looks once a day for circles whose own job was lost, as where somebody cancelled it.
func circleSchedules(in zone: TimeZoneRules) -> [Schedule] {
  [Schedule("ajo.cycles", .daily(at: .hour(1), in: zone)) { _ in TurnCycles() }]
}

/// The topics `ajo.circle:<id>`: a circle is followed by those who take part.
func circleTopic(_ circles: CircleService) -> TopicRule {
  TopicRule("ajo.circle") { id, caller in
    guard let id = Circle.ID(id) else { return false }
    return try await circles.isMember(caller.userID, of: id)
  }
}

/// Gives up the seats of those who have deleted their accounts, and stops the mandates of those who
/// are blocked.
func circleSubscribers(_ circles: CircleService) -> [EventSubscriber] {
  [
    .ofLeavers(CircleService.leaverSubscriber) { user, event in
      try await circles.leaveCircles(user, after: event)
    },
    EventSubscriber(CircleService.blockedSubscriber, to: ["auth.user.blocked"]) { event in
      guard let user = UserID(String(event.aggregate.dropFirst("user:".count))) else { return }
      try await circles.stopMandates(of: user, after: event.id)
    },
  ]
}
