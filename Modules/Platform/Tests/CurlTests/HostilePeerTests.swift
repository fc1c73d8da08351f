import Curl
import HTTP
import Testing

/// Servers that mean no good, and addresses that users name to reach what they may not.
@Suite(.timeLimit(.minutes(30))) struct HostilePeerTests {
  private func error(
    _ peer: Peer, _ url: String, _ change: (inout HTTPClientRequest) -> Void = { _ in }
  ) async -> HTTPClientError? {
    var request = HTTPClientRequest("GET", url, peer: "test", addresses: .any)
    change(&request)
    do throws(HTTPClientError) {
      _ = try await peer.client.send(request)
      return nil
    } catch {
      return error
    }
  }

  @Test("One that never answers, and one that stops in the middle, are given up at the deadline")
  func silence() async throws {
    let peer = try Peer()
    for words in ["", "HTTP/1.1 200 O", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"] {
      let hostile = try HostilePeer { connection in
        connection.say(words)
        connection.waitForEnd()
      }
      #expect(await error(peer, hostile.url) { $0.deadline = .milliseconds(50) } == .timedOut)
    }
  }

  @Test("A body without end, in one piece or in chunks, is cut at the bound")
  func endless() async throws {
    let peer = try Peer()
    let part = String(repeating: "a", count: 4_096)
    for (head, piece) in [
      ("HTTP/1.1 200 OK\r\n\r\n", part),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1000\r\n\(part)\r\n"),
    ] {
      let hostile = try HostilePeer { connection in
        connection.say(head)
        while connection.say(piece) {}
      }
      #expect(await error(peer, hostile.url) { $0.largestAnswer = 10_000 } == .bodyTooLarge)
    }
  }

  @Test("A head without end is cut at 64 KiB, however it is made")
  func hugeHeads() async throws {
    let peer = try Peer()
    for piece in ["X-A: \(String(repeating: "a", count: 1_000))\r\n", "a", "X: y\r\n"] {
      let hostile = try HostilePeer { connection in
        connection.say("HTTP/1.1 200 OK\r\nX-B: ")
        while connection.say(String(repeating: piece, count: 100)) {}
      }
      let found = await error(peer, hostile.url)
      // One line without end is more than libcurl takes.
      #expect(found == .headTooLarge || piece == "a" && found != nil && found != .timedOut)
    }
  }

  @Test("Who closes early, or says what is not HTTP, has not answered")
  func rude() async throws {
    let peer = try Peer()
    for (words, expected) in [
      ("", HTTPClientError.interrupted),
      ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", .interrupted),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", .interrupted),
      ("SSH-2.0-OpenSSH_9.2\r\n", .malformedAnswer),
    ] {
      let hostile = try HostilePeer { $0.say(words) }
      #expect(await error(peer, hostile.url) == expected, "\(words)")
    }
  }

  @Test(
    "However it is spelled, an address that is not public is not connected to",
    arguments: [
      "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001",
      "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
      "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "localhost", "LOCALHOST", "localhost.",
      "%31%32%37.0.0.1", "127.0.0.1.",
    ])
  func spellings(host: String) async throws {
    let peer = try Peer()
    let found = await error(peer, "http://\(host):\(peer.address.port)/") {
      $0.addresses = .publicOnly
      $0.deadline = .seconds(5)
      $0.circuit = .none
    }
    let refused: [HTTPClientError?] = [.addressRefused, .unresolved]
    #expect(refused.contains(found), "\(host): \(String(describing: found))")
    #expect(peer.metric("atrium_http_client_requests_total{peer=\"test\",outcome=\"2xx\"}") == nil)
  }

  @Test("A connection that a lenient request made does not serve a strict one")
  func sharedConnections() async throws {
    let peer = try Peer()
    #expect(try await peer.get().status == 204)
    #expect(await error(peer, peer.url()) { $0.addresses = .publicOnly } == .addressRefused)
    #expect(try await peer.get().status == 204)
  }

  @Test("A refused address says nothing about the host, whose circuit stays closed")
  func refusedIsNoFailure() async throws {
    let peer = try Peer()
    for _ in 1...6 {
      #expect(await error(peer, peer.url()) { $0.addresses = .publicOnly } == .addressRefused)
    }
    #expect(try await peer.get().status == 204)
  }
}
