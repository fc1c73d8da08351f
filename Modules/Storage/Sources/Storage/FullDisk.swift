internal import Synchronization

/// Remembers for some seconds that a database had no room, so that whoever asks whether it works is
/// told. By itself nobody would notice: what only reads goes on.
public final class FullDisk: Sendable {
  /// For how long a refusal counts.
  public static let memory: Duration = .seconds(5)

  private let last = Mutex<(at: ContinuousClock.Instant, error: StorageUnavailable)?>(nil)

  /// Nothing was refused so far.
  public init() {}

  /// Remembers an error if it says that the disk is full.
  /// - Returns: the error, to be thrown on.
  public func noting(_ error: any Error) -> any Error {
    if let error = error as? StorageUnavailable, case .diskFull = error {
      last.withLock { $0 = (.now, error) }
    }
    return error
  }

  /// - Throws: `StorageUnavailable.diskFull` if something was refused so lately.
  public func check() throws {
    try last.withLock { last in
      guard let (at, error) = last else { return }
      if ContinuousClock.now - at < Self.memory { throw error }
      last = nil
    }
  }
}
