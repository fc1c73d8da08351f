import Testing

@testable import Curl

@Suite struct RetryPolicyTests {
  private let policy = RetryPolicy(
    attempts: 4, firstPause: .seconds(1), longestPause: .seconds(3))

  private func pause(
    _ method: String, _ attempt: Int, _ result: Result<HTTPClientResponse, HTTPClientError>,
    jitter: UInt8 = 0
  ) -> Duration? {
    policy.pause(
      after: attempt,
      of: HTTPClientRequest(method, "http://example.com/", peer: "test", addresses: .any), result,
      jitter: jitter)
  }

  private func answer(_ status: Int, _ retryAfter: String? = nil)
    -> Result<HTTPClientResponse, HTTPClientError>
  {
    .success(
      HTTPClientResponse(
        status: status, headers: retryAfter.map { [("retry-after", $0)] } ?? [], body: []))
  }

  @Test("Pauses double up to the longest, are shortened by a quarter at most, and end")
  func pauses() {
    #expect(
      (1...4).map { pause("GET", $0, .failure(.timedOut)) }
        == [.seconds(1), .seconds(2), .seconds(3), nil])
    #expect(pause("GET", 1, .failure(.timedOut), jitter: 128) == .milliseconds(875))
  }

  @Test("What may have arrived is sent again only if that does no harm")
  func safety() {
    for error in [HTTPClientError.timedOut, .interrupted] {
      #expect(pause("POST", 1, .failure(error)) == nil)
      #expect(pause("PUT", 1, .failure(error)) != nil)
    }
    for error in [HTTPClientError.unresolved, .notConnected, .circuitOpen, .overloaded] {
      #expect(pause("POST", 1, .failure(error)) != nil)
    }
    for error in [HTTPClientError.cancelled, .addressRefused, .bodyTooLarge, .shutDown] {
      #expect(pause("GET", 1, .failure(error)) == nil)
    }
  }

  @Test("Answers that ask for another attempt get it, when they ask for it")
  func answers() {
    #expect(pause("GET", 1, answer(503)) == .seconds(1))
    #expect(pause("GET", 1, answer(503, "2")) == .seconds(2))
    #expect(pause("GET", 1, answer(503, "4")) == nil)
    #expect(pause("GET", 1, answer(500)) == nil)
    #expect(pause("POST", 1, answer(503)) == nil)
  }
}
