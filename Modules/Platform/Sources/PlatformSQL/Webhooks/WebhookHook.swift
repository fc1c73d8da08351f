public import Events
public import Storage

/// Has the relay hand events on to webhooks.
public struct WebhookHook: EventHook {
  private let outlet: WebhookOutlet

  /// A hook that makes deliveries by an outlet.
  public init(_ outlet: WebhookOutlet) { self.outlet = outlet }

  /// Makes the deliveries of events, in the relay's transaction.
  public func accept(_ events: [RelayedEvent], in sql: any SQLExecutor) throws -> [String] {
    try outlet.accept(events, in: sql) > 0 ? [SQLJobs.channel] : []
  }
}
