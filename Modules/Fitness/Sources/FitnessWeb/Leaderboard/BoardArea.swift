import ContextKit
import Events
import Fitness
import Jobs
import Kernel
import Observability

/// Who walked most.
struct BoardArea: Sendable {
  private let boards: BoardService
  private let parts: FitnessParts

  init(_ parts: FitnessParts) {
    self.parts = parts
    boards = BoardService(
      store: parts.store, users: parts.users, clock: parts.environment.clock, terms: parts.terms)
  }

  var offers: Offers {
    var offers = Offers()
    offers.routes = boardRoutes(boards)
    offers.events = boardEvents
    offers.jobs = [handler]
    offers.schedules = [
      Schedule("fitness.leaderboard.nightly", .daily(at: fivePast, in: parts.zone)) { _ in
        RefreshBoards()
      },
      // Nothing is done at most of these moments: boards are made as often as the setting says.
      Schedule(
        "fitness.leaderboard.refresh", .every(.seconds(60)),
        waitingFor: { [boards] in try await boards.nextRefresh() }
      ) { _ in RefreshBoards() },
    ]
    offers.eventSubscribers = [blocked]
    return offers
  }

  /// When a week or month has just begun.
  private var fivePast: TimeOfDay { TimeOfDay(hour: 0, minute: 5) ?? .midnight }

  private var handler: JobHandler {
    let seconds = parts.environment.metrics.histogram(
      "atrium_fitness_leaderboard_refresh_seconds",
      "How long it took to make the boards of one job anew.",
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30])
    let (boards, terms, clock) = (boards, parts.terms, parts.environment.machineClock)
    return JobHandler(RefreshBoards.self) { job, _ in
      guard terms().features.contains(.leaderboard) else { return }
      let start = clock.now()
      try await boards.refresh(job.period.flatMap(BoardPeriod.init(rawValue:)))
      seconds.observe(Double(clock.now().milliseconds - start.milliseconds) / 1_000)
    }
  }

  private var blocked: EventSubscriber {
    EventSubscriber(
      BoardService.subscriber, to: ["auth.user.blocked", "auth.user.unblocked"]
    ) { [boards] event in
      guard let user = UserID(String(event.aggregate.dropFirst("user:".count))) else { return }
      try await boards.setBlocked(
        event.type == "auth.user.blocked", user, after: event.id)
    }
  }
}
