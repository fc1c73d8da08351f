import HTTP
import JSON
import Synchronization

/// Answers the requests of a fake shop.
final class FakeCounter: HTTPHandler {
  let state: Mutex<FakeShop.State>
  private let waiting = Mutex<Waiting>(Waiting())

  /// Requests that get no answer.
  private struct Waiting {
    var isClosed = false
    var requests: [CheckedContinuation<Void, Never>] = []
  }

  init(_ products: [FakeProduct]) {
    var state = FakeShop.State()
    state.products = products
    self.state = Mutex(state)
  }

  /// Lets go of requests that wait.
  func close() {
    let requests = waiting.withLock { waiting in
      waiting.isClosed = true
      defer { waiting.requests = [] }
      return waiting.requests
    }
    for request in requests { request.resume() }
  }

  private func untilClosed() async {
    await withCheckedContinuation { request in
      let isClosed = waiting.withLock { waiting in
        if !waiting.isClosed { waiting.requests.append(request) }
        return waiting.isClosed
      }
      if isClosed { request.resume() }
    }
  }

  func respond(to request: HTTPRequest) async -> HTTPResponse {
    let body = (try? await request.body.collect()) ?? []
    let root = (try? JSONDocument(parsing: body))?.root
    let seen = FakeShop.Seen(
      first: root?["variables"]?["first"]?.int64, after: root?["variables"]?["after"]?.string,
      query: root?["query"]?.string, isWellMade: Self.isWellMade(request))
    let answer = state.withLock { $0.answer(to: seen, token: request.headers[Self.tokenField]) }
    guard let answer else {
      await untilClosed()
      return HTTPResponse(status: 503)
    }
    return answer
  }

  private static let tokenField = "X-Shopify-Access-Token"

  private static func isWellMade(_ request: HTTPRequest) -> Bool {
    request.method == .post
      && request.target == "/admin/api/\(FakeShop.version)/graphql.json"
      && request.headers["Content-Type"] == "application/json"
  }
}

extension FakeShop.State {
  /// The answer to a request; nil where none is given.
  fileprivate mutating func answer(to request: FakeShop.Seen, token: String?) -> HTTPResponse? {
    seen.append(request)
    guard request.isWellMade else { return HTTPResponse(status: 404) }
    guard token == FakeShop.token else {
      return .json(#"{"errors":"[API] Invalid API key or access token"}"#, status: 401)
    }
    if !troubles.isEmpty { return troubles.removeFirst().answer }
    if let place = request.after, let trouble = troublesAfter.removeValue(forKey: place) {
      return trouble.answer
    }
    guard let first = request.first, (1...250).contains(first) else {
      return HTTPResponse(status: 400)
    }
    guard first <= mostProducts else {
      return .json(
        """
        {"errors":[{"message":"Query cost is 1010, which exceeds the single query max cost limit",\
        "extensions":{"code":"MAX_COST_EXCEEDED","cost":1010,"maxCost":1000}}]}
        """)
    }
    pages += 1
    change?(pages, &products)
    return .json(page(first: Int(first), after: request.after))
  }

  /// A page, in the order of the products' numbers: one that is removed moves no other.
  private func page(first: Int, after: String?) -> String {
    let last = after.flatMap { UInt64($0.dropFirst("cursor-".count)) } ?? 0
    let left = products.filter { $0.number > last }.sorted { $0.number < $1.number }
    let nodes = left.prefix(first)
    let cursor = nodes.last.map { "\"cursor-\($0.number)\"" } ?? "null"
    return """
      {"data":{"products":{"nodes":[\(nodes.map(\.json).joined(separator: ","))],\
      "pageInfo":{"hasNextPage":\(left.count > first),"endCursor":\(cursor)}}},\
      "extensions":{"cost":{"requestedQueryCost":92,"actualQueryCost":12,"throttleStatus":\
      {"maximumAvailable":2000.0,"currentlyAvailable":1988,"restoreRate":100.0}}}}
      """
  }
}

extension FakeShop.Trouble {
  fileprivate var answer: HTTPResponse? {
    switch self {
    case .throttled(let requested, let available, let rate):
      .json(
        """
        {"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED",\
        "documentation":"https://shopify.dev/api/usage/rate-limits"}}],\
        "extensions":{"cost":{"requestedQueryCost":\(requested),"actualQueryCost":null,\
        "throttleStatus":{"maximumAvailable":2000.0,"currentlyAvailable":\(available),\
        "restoreRate":\(rate)}}}}
        """)
    case .tooManyRequests(let retryAfter):
      HTTPResponse(
        status: 429, headers: retryAfter.map { ["Retry-After": $0] } ?? [:], body: .bytes([]))
    case .status(let status): HTTPResponse(status: status)
    case .body(let text): .json(text)
    case .silence: nil
    }
  }
}

extension HTTPResponse {
  fileprivate static func json(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: ["Content-Type": "application/json"],
      body: .bytes(Array(text.utf8)))
  }
}
