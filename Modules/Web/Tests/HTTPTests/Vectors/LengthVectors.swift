private func post(_ fields: String, _ body: String = "") -> String {
  "POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
}

/// RFC 9112, 6: which body ends where, and what must not be guessed.
let lengthVectors: [Vector] = [
  .served("a length", post("Content-Length: 3", "abc")),
  .served("no length is no body", post("X: y")),
  .served("a length of nothing", post("Content-Length: 0")),
  .served("leading zeros", post("Content-Length: 0003", "abc")),
  .served("a body with GET", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"),
  .served(
    "a body that looks like a request",
    post("Content-Length: 27", "GET /x HTTP/1.1\r\nHost: a\r\n\r")),
  .served("a length with an underscore is another field", post("Content_Length: 9", "")),
  .served(
    "a coding that Connection names is a coding all the same",
    post("Connection: transfer-encoding\r\nTransfer-Encoding: chunked", "1\r\na\r\n0\r\n\r\n")),
  .served(
    "an upgrade that is not offered",
    post("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk")),
  .served("chunked in another case", post("Transfer-Encoding: ChunKed", "0\r\n\r\n")),

  .refused(400, "a length of none", post("Content-Length:")),
  .refused(400, "a signed length", post("Content-Length: +3", "abc")),
  .refused(400, "a negative length", post("Content-Length: -3", "abc")),
  .refused(400, "a hexadecimal length", post("Content-Length: 0x3", "abc")),
  .refused(400, "a length with a fraction", post("Content-Length: 3.0", "abc")),
  .refused(400, "a length with an exponent", post("Content-Length: 3e0", "abc")),
  .refused(400, "a length with a space", post("Content-Length: 3 3", "abc")),
  .refused(400, "a length with a unit", post("Content-Length: 3b", "abc")),
  .refused(400, "a length with a vertical tab", post("Content-Length: \u{0B}3", "abc")),
  .refused(400, "a length over 64 bits", post("Content-Length: 99999999999999999999", "abc")),
  .refused(400, "a length that wraps to 3", post("Content-Length: 18446744073709551619", "abc")),
  .refused(400, "a quoted length", post("Content-Length: \"3\"", "abc")),
  .refused(400, "a length in other digits", post("Content-Length: ３", "abc")),
  .refused(400, "two lengths", post("Content-Length: 3\r\nContent-Length: 4", "abcd")),
  .refused(400, "the same length twice", post("Content-Length: 3\r\nContent-Length: 3", "abc")),
  .refused(400, "a list of lengths", post("Content-Length: 3, 4", "abcd")),
  .refused(400, "a list of one length", post("Content-Length: 3, 3", "abc")),
  .refused(400, "a length and an empty one", post("Content-Length: 3\r\nContent-Length:", "abc")),
  .refused(400, "a length and a folded one", post("Content-Length: 3\r\n 4", "abc")),
  .refused(400, "a space before the colon of a length", post("Content-Length : 3", "abc")),

  .refused(
    400, "length and chunked",
    post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
  .refused(
    400, "chunked and length",
    post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n")),
  .refused(
    400, "chunked and a length of nothing",
    post("Transfer-Encoding: chunked\r\nContent-Length: 0", "0\r\n\r\n")),
  .refused(
    400, "chunked and a malformed length",
    post("Transfer-Encoding: chunked\r\nContent-Length: x", "0\r\n\r\n")),
  .refused(
    400, "an unknown coding and a length",
    post("Transfer-Encoding: gzip\r\nContent-Length: 3", "abc")),
  .refused(
    400, "a space before the colon of a coding",
    post("Transfer-Encoding : chunked", "0\r\n\r\n")),
  .refused(400, "a folded coding", post("Transfer-Encoding:\r\n chunked", "0\r\n\r\n")),
  .refused(400, "an empty coding", post("Transfer-Encoding:", "0\r\n\r\n")),
  .refused(400, "an empty member", post("Transfer-Encoding: chunked,", "0\r\n\r\n")),
  .refused(400, "an empty first member", post("Transfer-Encoding: , chunked", "0\r\n\r\n")),
  .refused(400, "chunked twice", post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n")),
  .refused(
    400, "chunked in two fields",
    post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
  .refused(400, "chunked, then another", post("Transfer-Encoding: chunked, gzip", "0\r\n\r\n")),
  .refused(
    400, "chunked, then identity",
    post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n")),
  .refused(400, "chunked with a parameter", post("Transfer-Encoding: chunked;a=b", "0\r\n\r\n")),
  .refused(400, "quoted chunked", post("Transfer-Encoding: \"chunked\"", "0\r\n\r\n")),
  .refused(
    400, "chunked behind a vertical tab",
    post("Transfer-Encoding: \u{0B}chunked", "0\r\n\r\n")),
  .refused(400, "chunked and a control", post("Transfer-Encoding: chunked\u{01}", "0\r\n\r\n")),
  .refused(400, "two words", post("Transfer-Encoding: chunked identity", "0\r\n\r\n")),
  .refused(
    400, "HTTP/1.0 with a coding",
    "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
  .refused(501, "another coding", post("Transfer-Encoding: gzip", "abc")),
  .refused(
    501, "another coding, then chunked", post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n")),
  .refused(
    501, "another coding with a parameter, then chunked",
    post("Transfer-Encoding: gzip;q=1, chunked", "0\r\n\r\n")),
  .refused(
    501, "another coding with parameters",
    post("Transfer-Encoding: x ; a=1 ;b=\"\\\"c;\"", "abc")),
  .refused(400, "another coding with half a parameter", post("Transfer-Encoding: gzip;q", "abc")),
  .refused(400, "another coding with no parameter", post("Transfer-Encoding: gzip;", "abc")),
  .refused(400, "an open quote", post("Transfer-Encoding: gzip;a=\"b", "abc")),
  .refused(400, "a parameter of nothing", post("Transfer-Encoding: ;a=b, chunked", "0\r\n\r\n")),
  .refused(
    400, "chunked with a parameter, then chunked",
    post("Transfer-Encoding: chunked;a=b, chunked", "0\r\n\r\n")),
  .refused(
    400, "another coding with a parameter behind chunked",
    post("Transfer-Encoding: chunked, gzip;q=1", "0\r\n\r\n")),
  .refused(501, "identity", post("Transfer-Encoding: identity", "abc")),
  .refused(501, "nearly chunked", post("Transfer-Encoding: xchunked", "0\r\n\r\n")),
  .refused(501, "nearly chunked at its end", post("Transfer-Encoding: chunkedx", "0\r\n\r\n")),
]
