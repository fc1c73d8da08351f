import Kernel

/// What somebody who watches a vehicle is told after a look at the registry.
public enum MonitorNews: Hashable, Sendable {
  /// Nothing.
  case nothing
  /// The first look: how many fines are open, also where none is.
  case baseline
  /// A message for each of these.
  case each([RegistryFine])
  /// One message for all of these.
  case together([RegistryFine])
}

/// A look at the registry for one binding: what is new, and what is tracked from now on.
public struct MonitorLook: Hashable, Sendable {
  /// What is told.
  public let news: MonitorNews
  /// The numbers of all that is listed, in the registry's order.
  public let tracked: [String]

  /// Compares a good answer with what there is.
  /// - Parameters:
  ///   - known: the numbers for which the watcher has an order, from whatever look or check.
  ///   - isFirst: whether the binding was never looked at.
  public init(_ answer: RegistryAnswer, known: Set<String>, isFirst: Bool) {
    tracked = answer.fines.map(\.number)
    if isFirst {
      news = .baseline
      return
    }
    // What is settled already when it is first heard of wakes nobody.
    let new = answer.fines.filter { fine in
      !known.contains(fine.number) && FineOrder(fine).status == .open
    }
    news = new.isEmpty ? .nothing : new.count <= Self.mostMessages ? .each(new) : .together(new)
  }

  private static let mostMessages = 5
}

/// Whether a binding is watched.
public enum BindingState: String, Hashable, Sendable, CaseIterable {
  /// It is.
  case active
  /// It is, after premium has ended, for the days of grace.
  case grace
  /// It is not, as the bot is blocked by its user.
  case paused

  /// The state of a binding; nil says that premium has ended and the binding goes.
  public init?(premium: Premium.State, isBotBlocked: Bool) {
    switch premium {
    case .none: return nil
    case _ where isBotBlocked: self = .paused
    case .active: self = .active
    case .grace: self = .grace
    }
  }

  /// Whether the registry is asked for it.
  public func isWatched(isUserBlocked: Bool) -> Bool { self != .paused && !isUserBlocked }
}
