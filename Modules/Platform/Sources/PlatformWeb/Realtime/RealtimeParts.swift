import ContextKit
import Events
import Kernel
import Observability
import PlatformSQL
import Realtime
import RuntimeSettings

/// Events on their way: from outboxes to topics, to the subscribers of contexts, and from topics to
/// the sockets of this server.
struct RealtimeParts {
  /// What is followed at this server.
  let feed: TopicFeed
  private let environment: ContextEnvironment
  private let stores: [SharedStore]
  private let deliveries: EventDeliveries
  private let hooks: [any EventHook]

  /// How much of a topic's history is kept, as the settings say now.
  private let retention: @Sendable () -> TopicRetention

  init(
    _ environment: ContextEnvironment, _ stores: [SharedStore], _ history: SQLTopicHistory,
    _ all: AllOffers
  ) {
    self.environment = environment
    self.stores = stores
    retention = { [settings = environment.settings] in
      TopicRetention(
        events: settings[PlatformSettings.historyEvents],
        seconds: settings[PlatformSettings.historyAge].components.seconds)
    }
    deliveries = EventDeliveries(
      to: all[EventSubscriberOffer.self], in: environment.database,
      clock: environment.machineClock)
    hooks = all[EventHookOffer.self] + (deliveries.isNeeded ? [deliveries] : [])
    feed = TopicFeed(history, rules: all[TopicRuleOffer.self])
  }

  /// What goes on while the server runs.
  var background: [BackgroundWork] {
    [
      BackgroundWork("events") { [environment, stores, hooks, retention] in
        let relaying = try await EventRelaying(
          platform: environment.database, databases: stores.map(\.store.database), hooks: hooks,
          clock: environment.machineClock, ids: environment.ids, retention: retention)
        try await relaying.run { error in
          environment.log.warning(
            "events are not handed on for now", ["reason": .string("\(error)")])
        }
      },
      BackgroundWork("topics") { [feed] in try await feed.run() },
      BackgroundWork("history of topics", on: .workers) { [environment, retention] in
        while true {
          try await EventSweep.topics(
            in: environment.database, beyond: retention(), at: environment.machineClock.now())
          try await Task.sleep(for: .seconds(300))
        }
      },
    ] + (deliveries.isNeeded ? [handingOver] : [])
  }

  private var handingOver: BackgroundWork {
    let metrics = SubscriberMetrics(environment.metrics)
    return BackgroundWork("event subscribers", on: .workers) {
      [deliveries, log = environment.log] in
      try await deliveries.run(looked: metrics.show) { subscriber, attempt, error in
        log.warning(
          "a subscriber failed and is told again",
          [
            "subscriber": .string(subscriber), "attempt": .integer(Int64(attempt)),
            "reason": .string("\(error)"),
          ])
      }
    }
  }
}
