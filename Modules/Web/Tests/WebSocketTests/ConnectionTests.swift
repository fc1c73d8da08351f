import Glibc
import HTTP
import Synchronization
import Testing
import WebSocket

/// Suites that talk to a server from outside. One at a time, since some of them count what the
/// process holds.
@Suite("WebSockets over sockets", .serialized, .mayBlock)
enum OverSockets {}

extension OverSockets {
  @Suite("Connections")
  struct ConnectionTests {
    @Test("Messages come back, those sent behind the request in one piece with it too")
    func echo() throws {
      let server = try SocketServer()
      let client = try server.open(early: Frame.text("early").bytes + [0x81])
      try client.send(Array(Frame.text("late").bytes.dropFirst()))
      #expect(try client.frame() == .text("early"))
      #expect(try client.frame() == .text("late"))
      let long = String(repeating: "ab", count: 32_768)
      try client.send(.text(long))
      #expect(try client.frame() == .text(long))
      try client.send(Frame(opcode: 2, payload: [0, 255]))
      #expect(try client.frame().first == 0x82)
    }

    @Test("Pings are answered with their octets, within a message too")
    func pings() throws {
      let server = try SocketServer()
      let client = try server.open()
      try client.send(.text("a", isFinal: false), .ping([1, 2, 3]), .continuation([98]))
      #expect(try client.frame() == .init(first: 0x8A, payload: [1, 2, 3]))
      #expect(try client.frame() == .text("ab"))
      // A pong that nobody asked for is nothing.
      try client.send(Frame(opcode: 10, payload: [1]), .text("c"))
      #expect(try client.frame() == .text("c"))
    }

    @Test("A Close frame is answered with its code, and the server closes")
    func closing() throws {
      let server = try SocketServer()
      for (frame, answer) in [
        (Frame.close(1000, "bye"), SocketClient.Received.close(1000)),
        (.close(4999), .close(4999)), (.close(), .init(first: 0x88, payload: [])),
      ] {
        let client = try server.open()
        try client.send(frame, .text("dropped"), .ping())
        #expect(try client.frame() == answer)
        #expect(try client.isClosedByPeer())
      }
    }

    @Test("Whoever breaks the rules is told by which code, and the connection ends")
    func failures() throws {
      let server = try SocketServer { $0.acceptsBinary = false }
      var bare = Frame.text("a")
      bare.mask = nil
      for (frame, code) in [
        (bare, 1002), (Frame(opcode: 2), 1003), (.text([0xFF]), 1007), (.close([1]), 1002),
        (.text([UInt8](repeating: 97, count: 65_537)), 1009), (Frame(opcode: 3), 1002),
      ] {
        let client = try server.open()
        try client.send(.text("ok"), frame, .text("dropped"))
        #expect(try client.frame() == .text("ok"))
        #expect(try client.frame().closeCode == code)
        #expect(try client.isClosedByPeer())
      }
    }

    @Test("The code arrives although the client still sends")
    func lingering() throws {
      let server = try SocketServer()
      let client = try server.open()
      try client.send(.text([UInt8](repeating: 97, count: 1 << 20)))
      #expect(try client.frame().closeCode == 1009)
      #expect(try client.isClosedByPeer())
    }

    @Test("A client that leaves without a word is noticed, and its place is free")
    func gone() async throws {
      let observer = Observer()
      let server = try SocketServer(handler: { observer })
      let client = try server.open()
      client.halfClose()
      #expect(try client.isClosedByPeer())
      await observer.closed.wait()
      await server.server.drain()
    }

    @Test("Long answers are compressed where that was agreed on, and read so")
    func compression() throws {
      let server = try SocketServer()
      let client = try server.open("Sec-WebSocket-Extensions: permessage-deflate\r\n")
      let long = [UInt8](repeating: 97, count: 2_000)
      try client.send(.text(long), .text("short"))
      let answer = try client.frame()
      #expect(answer.first == 0xC1)
      #expect(answer.payload.count < 100)
      #expect(try client.frame() == .text("short"))
      // What it compressed it can read, and a second time, by itself.
      for _ in 0..<2 {
        try client.send(Frame(reserved: 4, opcode: 1, payload: answer.payload))
        #expect(try client.frame() == answer)
      }
    }

    @Test("A paused connection takes no message until it goes on, and closes meanwhile if asked")
    func pausing() async throws {
      let pausing = Pausing()
      let server = try SocketServer(handler: { pausing })
      let client = try server.open()
      try client.send(.text("first"), .text("second"), .text("third"))
      #expect(try client.frame() == .text("first"))
      await pausing.paused.wait()
      server.service.forEach {
        $0.send(text: Array("between".utf8))
        $0.resume()
      }
      #expect(try client.frame() == .text("between"))
      #expect(try client.frame() == .text("second"))
      server.service.forEach { $0.close(.goingAway) }
      #expect(try client.frame().closeCode == 1001)
      try client.send(.close(1001))
      #expect(try client.isClosedByPeer())
    }
  }
}

/// Tells when its connection is gone.
final class Observer: WebSocketHandler {
  let closed = Signal()

  func opened(_ connection: WebSocketConnection) {}
  func received(text: [UInt8], on connection: WebSocketConnection) {}
  func closed(_ connection: WebSocketConnection) { closed.give() }
}

/// Sends back a message and takes no further one.
private final class Pausing: WebSocketHandler {
  let paused = Signal()

  func opened(_ connection: WebSocketConnection) {}

  func received(text: [UInt8], on connection: WebSocketConnection) {
    connection.send(text: text)
    connection.pause()
    paused.give()
  }

  func closed(_ connection: WebSocketConnection) {}
}

/// Something that happens, and that tests wait for.
final class Signal: Sendable {
  private struct State {
    var isGiven = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  func give() {
    let waiting = state.withLock { state in
      state.isGiven = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      let isGiven = state.withLock { state in
        if !state.isGiven { state.waiting.append(continuation) }
        return state.isGiven
      }
      if isGiven { continuation.resume() }
    }
  }
}
