import Booking
import Kernel
import Testing

/// Calendar files, read back as RFC 5545 has it.
@Suite struct CalendarEntryTests {
  private func entry(_ status: CalendarEntry.Status = .confirmed) throws -> CalendarEntry {
    let start = try #require(Instant("2026-06-10T08:00:00Z"))
    return CalendarEntry(
      bookingID: Booking.ID(rawValue: 1), time: start..<start.adding(seconds: 3_600),
      status: status, sequence: 3, changedAt: start.adding(seconds: -60), summary: "Haircut",
      domain: "atrium.example")
  }

  /// The lines with what was folded put together. Octets are looked at, as no character ends where
  /// a mark follows.
  private func lines(_ file: String) -> [String] {
    var lines: [[UInt8]] = []
    for piece in pieces(file) {
      if piece.first == UInt8(ascii: " "), let last = lines.indices.last {
        lines[last] += piece.dropFirst()
      } else {
        lines.append(Array(piece))
      }
    }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }

  /// What stands between the ends of lines.
  private func pieces(_ file: String) -> [ArraySlice<UInt8>] {
    Array(file.utf8).split(separator: UInt8(ascii: "\n")).map { line in
      line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
  }

  private func value(_ name: String, _ file: String) throws -> String {
    let line = try #require(lines(file).first { $0.hasPrefix(name + ":") })
    return String(line.dropFirst(name.count + 1))
  }

  private func unescaped(_ text: String) -> String {
    var (plain, isEscaped) = (String.UnicodeScalarView(), false)
    for scalar in text.unicodeScalars {
      if isEscaped {
        plain.append(scalar == "n" ? "\n" : scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        plain.append(scalar)
      }
    }
    return String(plain)
  }

  @Test("A file says what stands, in UTC, with one UID for life")
  func file() throws {
    let file = try entry().file
    #expect(
      lines(file) == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Atrium//Booking//EN", "METHOD:REQUEST",
        "BEGIN:VEVENT", "UID:00000000-0000-0000-0000-000000000001@atrium.example", "SEQUENCE:3",
        "DTSTAMP:20260610T075900Z", "DTSTART:20260610T080000Z", "DTEND:20260610T090000Z",
        "STATUS:CONFIRMED", "SUMMARY:Haircut", "END:VEVENT", "END:VCALENDAR",
      ])
  }

  @Test("What is called off, turned down or ran out removes its entry")
  func methods() throws {
    for status in BookingStatus.allCases {
      let file = try entry(.init(status)).file
      let isRemoved = [.cancelled, .rejected, .expired].contains(status)
      #expect(try value("METHOD", file) == (isRemoved ? "CANCEL" : "REQUEST"))
      #expect((try value("STATUS", file) == "CANCELLED") == isRemoved)
      #expect((try value("STATUS", file) == "TENTATIVE") == (status == .pending))
    }
  }

  @Test("Any text comes back as it was written, on lines of 75 octets at most that end in CRLF")
  func texts() throws {
    var random = SplitMix(seed: 5_545)
    let signs = ["a", "Z", " ", ",", ";", "\\", ":", "\n", "\t", "n", "é", "日", "👩🏽‍🔧", "N"]
    for _ in 0..<500 {
      let text = (0..<Int.random(in: 1...200, using: &random)).map { _ in
        signs.randomElement(using: &random) ?? ""
      }.joined()
      var entry = try entry()
      (entry.summary, entry.location, entry.description) = (text, text, text)
      let file = entry.file
      for name in ["SUMMARY", "LOCATION", "DESCRIPTION"] {
        #expect(unescaped(try value(name, file)) == text)
      }
      #expect(pieces(file).allSatisfy { $0.count <= 75 })
      let octets = Array(file.utf8)
      let areEnds = octets.indices.allSatisfy { place in
        octets[place] != 10 || place > 0 && octets[place - 1] == 13
      }
      #expect(areEnds && octets.count { $0 == 10 } == octets.count { $0 == 13 })
    }
  }

  @Test("No text makes a line of its own")
  func injection() throws {
    var entry = try entry()
    entry.summary = "x\r\nEND:VEVENT\rSTATUS:CANCELLED\u{0}\u{85}"
    #expect(try value("SUMMARY", entry.file) == #"x\nEND:VEVENT\nSTATUS:CANCELLED"#)
    #expect(lines(entry.file).count { $0 == "END:VEVENT" } == 1)
  }
}
