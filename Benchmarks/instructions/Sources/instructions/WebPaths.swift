import JSON
import Kernel
@_spi(Measurement) import HTTP
import Router

let webPaths = [
  MeasuredPath(name: "parse", title: "the head of a request with nine fields, one a token") {
    let head = Array(requestHead.utf8)
    let limits = HTTPServerConfiguration()
    return PreparedPath(synchronously: {
      try HTTPRequest(head: head, limits: limits, remoteAddress: "192.0.2.1").headers.count
    })
  },
  MeasuredPath(name: "route", title: "a request to one of 60 routes, answered with a constant") {
    let router = try Router(
      routes: routes, authenticator: nil, clock: StandingClock(), ids: CountedIDs())
    let head = "GET /api/area/29/items/\(someID)/parts HTTP/1.1\r\nHost: localhost\r\n\r\n"
    let request = try HTTPRequest(
      head: Array(head.utf8), limits: HTTPServerConfiguration(), remoteAddress: "192.0.2.1")
    return PreparedPath { await router.respond(to: request).status }
  },
  MeasuredPath(name: "read-json", title: "the body of a transfer, read and checked") {
    let body = Array(
      #"{"to_user_id":"\#(someID)","amount":"1500.00","note":"rent for \u00e9t\u00e9"}"#.utf8)
    return PreparedPath(synchronously: {
      try JSONDocument(parsing: body).root["amount"]?.string?.utf8.count ?? 0
    })
  },
]

private let someID = UserID(rawValue: 0x0190_0000_0000_7000_8000_0000_0000_0001)

private let requestHead = """
  GET /api/ajo/wallet/transactions?limit=20 HTTP/1.1\r
  Host: api.example.com\r
  User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
  Accept: application/json\r
  Accept-Language: en-GB,en;q=0.7,fr;q=0.3\r
  Accept-Encoding: gzip, deflate, br\r
  Authorization: Bearer \(String(repeating: "abcdefghijklmnopqrstuvwxyz012345", count: 12))\r
  X-Request-Id: 0190-7000-8000\r
  X-Forwarded-For: 192.0.2.7\r
  Connection: keep-alive\r
  \r\n
  """

private struct Note: ResponseBody {
  let text: String
  static let shape = Shape<Note>("Note", .string("text") { $0.text })
}

private let routes: [Route] = (0..<30).flatMap { area in
  ["/api/area/\(area)/items/{id}", "/api/area/\(area)/items/{id}/parts"].map { path in
    Route.get(path, permission: .anyone, summary: "A route") { _ in Note(text: "here") }
  }
}

private struct StandingClock: WallClock {
  func now() -> Instant { Instant(milliseconds: 1_767_268_800_000) }
}

private struct CountedIDs: IDSource {
  func next() -> UInt128 { 0x0190_0000_0000_7000_8000_0000_0000_0001 }
}
