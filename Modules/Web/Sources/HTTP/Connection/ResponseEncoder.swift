internal import CLinux

/// Writes response heads. One a loop, because it keeps the lines that seldom change.
struct ResponseEncoder {
  private var statusLines: [[UInt8]] = Array(repeating: [], count: 600)
  private var dateLine: [UInt8] = []
  private var dateSecond: Int64 = .min

  /// Adds the head to `output`. Fields that frame the message are ours.
  mutating func encode(
    _ response: HTTPResponse, framing: ResponseFraming, connection: StaticString?,
    into output: inout [UInt8]
  ) {
    appendStatusLine(response.status, to: &output)
    appendDate(to: &output)
    response.headers.append(to: &output)
    switch framing {
    case .none, .untilClose: break
    case .length(let length):
      output.append("Content-Length: ")
      output.append(decimal: length)
      output.append("\r\n")
    case .chunked:
      output.append("Transfer-Encoding: chunked\r\n")
    }
    if let connection { output.append(connection) }
    output.append("\r\n")
  }

  private mutating func appendStatusLine(_ status: Int, to output: inout [UInt8]) {
    let known = statusLines.indices.contains(status)
    if known, !statusLines[status].isEmpty {
      output.append(contentsOf: statusLines[status])
      return
    }
    let line = Array("HTTP/1.1 \(HTTPStatus(rawValue: status))\r\n".utf8)
    if known { statusLines[status] = line }
    output.append(contentsOf: line)
  }

  private mutating func appendDate(to output: inout [UInt8]) {
    let second = clinux_unix_seconds()
    if second != dateSecond {
      dateSecond = second
      dateLine = Array("Date: \(HTTPDate(unixSeconds: second))\r\n".utf8)
    }
    output.append(contentsOf: dateLine)
  }
}

extension [UInt8] {
  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }

  mutating func append(decimal number: Int) {
    if number >= 10 { append(decimal: number / 10) }
    append(ASCII.zero + UInt8(number % 10))
  }

  mutating func append(hexadecimal number: Int) {
    if number >= 16 { append(hexadecimal: number >> 4) }
    let digit = UInt8(number & 15)
    append(digit < 10 ? ASCII.zero + digit : 0x57 + digit)
  }
}
