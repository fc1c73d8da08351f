/// Where a project stands.
public enum ProjectStatus: String, Hashable, Sendable, CaseIterable {
  /// A customer asked for it.
  case requested
  /// It is worked on.
  case active
  /// It waits.
  case onHold = "on_hold"
  /// It is done.
  case completed
  /// It will not be done.
  case cancelled

  /// Whether nothing of it changes any more, unless an administrator opens it again.
  public var isClosed: Bool { self == .completed || self == .cancelled }

  /// Checks a step to another state; to the one it has already none is needed.
  /// - Parameter isAdmin: whether an administrator asks, who alone opens what was completed.
  /// - Throws: `projectClosed`, `invalidTransition`.
  public func check(_ next: ProjectStatus, isAdmin: Bool) throws(ProjectRefusal) {
    guard next != self else { return }
    let steps: Set<ProjectStatus> =
      switch self {
      case .requested: [.active, .cancelled]
      case .active: [.onHold, .completed, .cancelled]
      case .onHold: [.active, .completed, .cancelled]
      case .completed: isAdmin ? [.active] : []
      case .cancelled: []
      }
    guard steps.contains(next) else {
      throw isClosed ? .projectClosed(self) : .invalidTransition(self)
    }
  }
}

/// Why a project is not changed.
public enum ProjectRefusal: Error, Hashable, Sendable {
  /// It is completed or cancelled.
  case projectClosed(ProjectStatus)
  /// No step leads there.
  case invalidTransition(ProjectStatus)
}
