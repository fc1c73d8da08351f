/// What a server does: servers of one store can share the work.
public enum ServerRole: String, CaseIterable, Sendable {
  /// It answers requests, and leaves jobs to others.
  case web
  /// It runs jobs, and answers nothing but probes and scrapes.
  case worker
  /// Both.
  case all

  /// Whether it answers requests.
  public var answersRequests: Bool { self != .worker }
  /// Whether it runs jobs.
  public var runsJobs: Bool { self != .web }
}
