private func fields(_ count: Int) -> String {
  (0..<count).map { "X-\($0): y\r\n" }.joined()
}

/// A head of exactly `size` octets.
private func head(_ size: Int) -> String {
  let frame = "GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n"
  let filling = String(repeating: "y", count: size - frame.utf8.count)
  return "GET / HTTP/1.1\r\nHost: a\r\nX: \(filling)\r\n\r\n"
}

/// RFC 9112, 3.2 and 5; RFC 9110, 5 and 7.2.
let fieldVectors: [Vector] = [
  .served("no space behind the colon", "GET / HTTP/1.1\r\nHost:a\r\n\r\n"),
  .served("white space around a value", "GET / HTTP/1.1\r\nHost: \t a \t \r\n\r\n"),
  .served("an empty value", "GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n"),
  .served("a blank value", "GET / HTTP/1.1\r\nHost: a\r\nX:  \r\n\r\n"),
  .served("a colon in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a:b\r\n\r\n"),
  .served("a tab in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: a\tb\r\n\r\n"),
  .served(
    "octets over 127 in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", [0xE9, 0xFF]),
  .served(
    "a name of all token characters",
    "GET / HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~09: x\r\n\r\n"),
  .served("names in other cases", "POST / HTTP/1.1\r\nhOST: a\r\ncontent-LENGTH: 1\r\n\r\nx"),
  .served("the same field twice", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\n\r\n"),
  .served("100 fields", "GET / HTTP/1.1\r\nHost: a\r\n\(fields(99))\r\n"),
  .served("a head of 32 KiB", head(32_768)),

  .refused(431, "101 fields", "GET / HTTP/1.1\r\nHost: a\r\n\(fields(100))\r\n"),
  .refused(431, "a head of 32 KiB and one octet", head(32_769)),
  .refused(431, "a head without an end", String(head(60_000).dropLast(4))),
  .refused(431, "fields without an end", "GET / HTTP/1.1\r\nHost: a\r\n\(fields(200))"),
  .refused(400, "a space before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n"),
  .refused(400, "a tab before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX\t: y\r\n\r\n"),
  .refused(400, "a space before Host's colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
  .refused(400, "a space in a name", "GET / HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n"),
  .refused(400, "no name", "GET / HTTP/1.1\r\nHost: a\r\n: y\r\n\r\n"),
  .refused(400, "no colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n"),
  .refused(400, "a name in brackets", "GET / HTTP/1.1\r\nHost: a\r\n[X]: y\r\n\r\n"),
  .refused(400, "a quoted name", "GET / HTTP/1.1\r\nHost: a\r\n\"X\": y\r\n\r\n"),
  .refused(400, "NUL in a name", "GET / HTTP/1.1\r\nHost: a\r\nX\0: y\r\n\r\n"),
  .refused(400, "a control in a name", "GET / HTTP/1.1\r\nHost: a\r\n\u{01}X: y\r\n\r\n"),
  .refused(
    400, "an octet over 127 in a name", "GET / HTTP/1.1\r\nHost: a\r\nX{}: y\r\n\r\n", [0x80]),
  .refused(400, "NUL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: y\0\r\n\r\n"),
  .refused(400, "BEL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: \u{07}\r\n\r\n"),
  .refused(400, "DEL in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: \u{7F}\r\n\r\n"),
  .refused(400, "a vertical tab in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: \u{0B}y\r\n\r\n"),
  .refused(400, "ESC in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: \u{1B}[m\r\n\r\n"),
  .refused(400, "a bare CR in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: y\rZ: a\r\n\r\n"),
  .refused(400, "a bare LF in a value", "GET / HTTP/1.1\r\nHost: a\r\nX: y\nZ: a\r\n\r\n"),
  .refused(400, "a CR at the end of a value", "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\r\n\r\n"),
  .refused(400, "a bare LF as the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
  .refused(400, "a bare CR as the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\rX"),
  .refused(400, "a folded field", "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n"),
  .refused(400, "a field folded by a tab", "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\tz\r\n\r\n"),
  .refused(400, "a space before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
  .refused(400, "a blank line that is none", "GET / HTTP/1.1\r\nHost: a\r\n \r\n\r\n"),

  .served("HTTP/1.0 with Host", "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"),
  .served("HTTP/1.0 without Host", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"),
  .answered([200], goesOn: false, "HTTP/1.0 closes", "GET / HTTP/1.0\r\nHost: a\r\n\r\n"),
  .answered(
    [200], goesOn: false, "close in a list",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n"),
  .served("Host with a port", "GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n"),
  .served("Host with a colon and no port", "GET / HTTP/1.1\r\nHost: a:\r\n\r\n"),
  .served("Host is an IPv4 address", "GET / HTTP/1.1\r\nHost: 127.0.0.1:80\r\n\r\n"),
  .served("Host is an IPv6 address", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
  .served("Host with an underscore", "GET / HTTP/1.1\r\nHost: a_b-c.d\r\n\r\n"),
  .served("Host percent-encoded", "GET / HTTP/1.1\r\nHost: a%2Db\r\n\r\n"),
  .refused(400, "no Host", "GET / HTTP/1.1\r\n\r\n"),
  .refused(400, "two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
  .refused(400, "the same Host twice", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n"),
  .refused(400, "two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
  .refused(400, "an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
  .refused(400, "a list of Hosts", "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n"),
  .refused(400, "a space in Host", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
  .refused(400, "a user in Host", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
  .refused(400, "a path in Host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
  .refused(400, "a scheme in Host", "GET / HTTP/1.1\r\nHost: http://a\r\n\r\n"),
  .refused(400, "a query in Host", "GET / HTTP/1.1\r\nHost: a?b\r\n\r\n"),
  .refused(400, "a port that is no number", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"),
  .refused(400, "a negative port", "GET / HTTP/1.1\r\nHost: a:-1\r\n\r\n"),
  .refused(400, "a port over 65,535", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
  .refused(400, "two ports", "GET / HTTP/1.1\r\nHost: a:80:80\r\n\r\n"),
  .refused(400, "a port without a host", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n"),
  .refused(400, "an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
  .refused(400, "no address in brackets", "GET / HTTP/1.1\r\nHost: [a]\r\n\r\n"),
  .refused(400, "text behind brackets", "GET / HTTP/1.1\r\nHost: [::1]a\r\n\r\n"),
  .refused(400, "IPv6 without brackets", "GET / HTTP/1.1\r\nHost: ::1\r\n\r\n"),
  .refused(400, "a bad escape in Host", "GET / HTTP/1.1\r\nHost: a%2\r\n\r\n"),
  .refused(400, "octets over 127 in Host", "GET / HTTP/1.1\r\nHost: {}\r\n\r\n", [0xC3, 0xA4]),

  .served(
    "a content coding that is none",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: identity\r\nContent-Length: 1\r\n\r\nx"),
  .refused(
    415, "encoded content",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx"),
  .refused(
    417, "another expectation",
    "POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 1\r\n\r\nx"),
  .refused(
    417, "two expectations",
    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue, tea\r\nContent-Length: 1\r\n\r\nx"),
  .served(
    "an expectation that was not waited for",
    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\nx"),
]
