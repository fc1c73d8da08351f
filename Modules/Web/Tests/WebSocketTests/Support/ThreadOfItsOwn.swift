import Testing
import WebTesting

/// Lets the body of a test block: it runs on a thread of its own, and not on Swift's pool.
struct ThreadOfItsOwn: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  @concurrent func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(BlockingThreads.shared) { try await function() }
  }
}

extension Trait where Self == ThreadOfItsOwn {
  static var mayBlock: ThreadOfItsOwn { ThreadOfItsOwn() }
}
