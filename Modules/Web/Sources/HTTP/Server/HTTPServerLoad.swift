internal import Synchronization

/// What a server could not serve for want of room.
public enum HTTPOverload: Hashable, Sendable, CaseIterable {
  /// All connections were taken and none was idle: a new one was answered 503, or closed.
  case connections
  /// All connections were taken: one that was idle was closed for a new one.
  case idleConnections
  /// The process or the machine was out of descriptors: new connections wait.
  case descriptors
  /// Requests under way held as much memory as they may: one more was answered 503.
  case requestMemory
  /// Answers held as much memory as they may: a long one was answered 503 instead, or a client
  /// that read slowly was cut off.
  case answerMemory
}

/// How much a server has to do, on all its loops. Callable from any thread.
public final class HTTPServerLoad: Sendable {
  /// The most connections.
  public let connectionLimit: Int
  /// What heads and bodies of requests under way hold.
  public let requestMemory: MemoryBudget
  /// What answers hold whose clients read slowly.
  public let answerMemory: MemoryBudget

  private let refusalLimit: Int
  private let count = Atomic<Int>(0)
  private let refused = Atomic<Int>(0)
  private let reclaimed = Atomic<Int>(0)
  private let pauses = Atomic<Int>(0)
  private let tell: @Sendable (HTTPOverload) -> Void

  init(_ configuration: HTTPServerConfiguration) {
    connectionLimit = configuration.maxConnections
    refusalLimit = configuration.maxRefusals
    requestMemory = MemoryBudget(limit: configuration.requestMemory)
    answerMemory = MemoryBudget(limit: configuration.answerMemory)
    tell = configuration.onOverload
  }

  /// Connections that are open, those of other protocols and those that are being refused too.
  public var connections: Int { count.load(ordering: .relaxed) }

  /// How often a server had to do without.
  public func count(of overload: HTTPOverload) -> Int {
    switch overload {
    case .connections: refused.load(ordering: .relaxed)
    case .idleConnections: reclaimed.load(ordering: .relaxed)
    case .descriptors: pauses.load(ordering: .relaxed)
    case .requestMemory: requestMemory.refused
    case .answerMemory: answerMemory.refused
    }
  }

  /// Counts one, and tells of it. The budgets count theirs.
  func note(_ overload: HTTPOverload) {
    switch overload {
    case .connections: refused.wrappingAdd(1, ordering: .relaxed)
    case .idleConnections: reclaimed.wrappingAdd(1, ordering: .relaxed)
    case .descriptors: pauses.wrappingAdd(1, ordering: .relaxed)
    case .requestMemory, .answerMemory: break
    }
    tell(overload)
  }

  /// Counts a connection in; whether it is within the limit.
  func enter() -> Bool { count.wrappingAdd(1, ordering: .relaxed).newValue <= connectionLimit }

  func leave() { count.wrappingSubtract(1, ordering: .relaxed) }

  /// Whether a connection past the limit is still told so. A flood is not worth the descriptors.
  var maySayNo: Bool { connections - connectionLimit <= refusalLimit }
}
