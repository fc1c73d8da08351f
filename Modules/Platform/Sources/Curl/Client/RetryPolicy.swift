/// How often and when a request is sent again.
///
/// It is sent again if surely nothing of it arrived, or if it is repeatable and there was no
/// answer, or one of these statuses. The deadline counts for each attempt.
public struct RetryPolicy: Hashable, Sendable {
  /// Attempts in all, 1 or more.
  public var attempts: Int
  /// The pause before the second attempt; each further one is twice as long.
  public var firstPause: Duration
  /// The longest pause. An answer that asks for more by `Retry-After` is not tried again.
  public var longestPause: Duration
  /// Answers after which a repeatable request is sent again.
  public var statuses: Set<Int>

  /// Three attempts, with pauses of half a second and a second.
  public init(
    attempts: Int = 3, firstPause: Duration = .milliseconds(500),
    longestPause: Duration = .seconds(10), statuses: Set<Int> = [429, 502, 503, 504]
  ) {
    self.attempts = attempts
    self.firstPause = firstPause
    self.longestPause = longestPause
    self.statuses = statuses
  }

  /// The pause before the next attempt; nil if there is none.
  /// - Parameters:
  ///   - attempt: how many attempts there were.
  ///   - jitter: 0–255, which shortens the pause by up to a quarter, so that those who failed
  ///     together do not come back together.
  func pause(
    after attempt: Int, of request: HTTPClientRequest,
    _ result: Result<HTTPClientResponse, HTTPClientError>, jitter: UInt8
  ) -> Duration? {
    guard attempt < attempts else { return nil }
    var asked = Duration.zero
    switch result {
    case .success(let answer):
      guard request.isRepeatable, statuses.contains(answer.status) else { return nil }
      asked = answer["Retry-After"].flatMap { Int64($0) }.map { .seconds($0) } ?? .zero
    case .failure(let error):
      guard error.isBeforeSending || request.isRepeatable && error.isFailureOfHost else {
        return nil
      }
    }
    guard asked <= longestPause else { return nil }
    let doubled = firstPause * (1 << min(attempt - 1, 16))
    let pause = min(doubled, longestPause)
    return max(asked, pause - pause * Int(jitter) / 1_024)
  }
}
