import EventLoop
import PlatformSQL
import Router
import Storage
import Synchronization

/// Buckets in a database that several servers use.
struct SharedRates: RateStore {
  let database: any Database
  /// How long a request waits for the database to say whether it is within its limit. A limit is
  /// not worth more of anybody's time: beyond, the server counts for itself for a while.
  private static let patience: Duration = .milliseconds(250)

  func take(
    _ count: Int, from key: [UInt8], _ rule: RateRule, at now: Int64
  ) async throws -> (granted: Int, level: RateLevel) {
    let bucket = RateLimitRows.Bucket(
      key: key, cost: rule.cost, limit: rule.limit, slack: rule.slack)
    // Elsewhere than on a loop no request waits.
    guard let loop = EventLoop.current else { return try await take(count, bucket, now) }
    return try await loop.waiting(atMost: Self.patience) { try await take(count, bucket, now) }
  }

  private func take(
    _ count: Int, _ bucket: RateLimitRows.Bucket, _ now: Int64
  ) async throws -> (granted: Int, level: RateLevel) {
    let taken = try await RateLimitRows.take(count, from: bucket, in: database, at: now)
    return (taken.granted, RateLevel(fullAt: taken.fullAt))
  }
}

extension EventLoop {
  /// What `body` answers, unless that takes too long. Then it goes on, and nobody hears of it.
  /// To be called on the loop.
  /// - Throws: what `body` throws, or `PatienceLost`.
  func waiting<Value: Sendable>(
    atMost patience: Duration, for body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await withUnsafeThrowingContinuation { continuation in
      let outcome = FirstOutcome(continuation)
      let timer = schedule(after: patience) { outcome.settle(.failure(PatienceLost())) }
      Task.immediateDetached(executorPreference: self) {
        do {
          outcome.settle(.success(try await body()))
        } catch {
          outcome.settle(.failure(error))
        }
        self.cancel(timer)
      }
    }
  }
}

/// An answer did not come in time.
struct PatienceLost: Error {}

/// Whichever comes first of an answer and the end of patience.
private final class FirstOutcome<Value: Sendable>: Sendable {
  private let waiting: Mutex<UnsafeContinuation<Value, any Error>?>

  init(_ continuation: UnsafeContinuation<Value, any Error>) {
    waiting = Mutex(continuation)
  }

  func settle(_ result: Result<Value, any Error>) {
    let continuation = waiting.withLock { waiting in
      defer { waiting = nil }
      return waiting
    }
    continuation?.resume(with: result)
  }
}
